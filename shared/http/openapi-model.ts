/* The parts of a printed OpenAPI document that are worked on after it was made. */

/** A reference to a component. */
export interface Reference {
  readonly $ref: string;
}

/** What an example holds. */
export interface Example {
  readonly summary?: string;
  readonly value: unknown;
}

type Examples = Record<string, Example | Reference>;

/** The content of one media type. */
export interface MediaType {
  schema?: unknown;
  examples?: Examples;
}

/** A parameter of an operation. */
export interface Parameter {
  readonly name: string;
  readonly in: string;
  examples?: Examples;
}

/** An answer. */
export interface ResponseObject {
  readonly description: string;
  readonly headers?: Record<string, unknown>;
  readonly content?: Record<string, MediaType>;
}

/** An operation. */
export interface Operation {
  readonly operationId: string;
  readonly parameters?: (Parameter | Reference)[];
  readonly requestBody?: { readonly content: Record<string, MediaType> };
  readonly responses: Record<string, ResponseObject | Reference>;
}

/** A document. */
export interface OpenApiDocument {
  readonly openapi: string;
  readonly info: { readonly title: string; readonly version: string };
  readonly paths: Record<string, Record<string, Operation>>;
  readonly webhooks?: Record<string, unknown>;
  readonly components: {
    readonly schemas: Record<string, unknown>;
    responses?: Record<string, ResponseObject>;
    examples?: Record<string, Example>;
  };
}

/** Every operation of the document. */
export function operationsOf({ paths }: OpenApiDocument): Operation[] {
  return Object.values(paths).flatMap((path) => Object.values(path));
}
