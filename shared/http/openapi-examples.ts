import type { ErrorCode } from '../platform/errors.ts';
import { operationsOf, type MediaType, type OpenApiDocument, type Operation } from './openapi-model.ts';

/** One call as it was really made and answered. */
export interface RecordedCall {
  /** Kebab-case, its own within the operation. */
  readonly name: string;
  readonly summary: string;
  readonly params: Readonly<Record<string, string | number>>;
  readonly query: Readonly<Record<string, string | number>>;
  readonly headers: Readonly<Record<string, string>>;
  /** Absent: none was sent. */
  readonly body?: unknown;
  readonly status: number;
  /** Absent: none, or none that is JSON. */
  readonly answer?: unknown;
}

/** The examples of the document: calls by operationId, and a problem for each code that was met. */
export interface RecordedExamples {
  readonly calls: Readonly<Record<string, readonly RecordedCall[]>>;
  readonly problems: Readonly<Partial<Record<ErrorCode, unknown>>>;
}

/** Puts the calls beside what they are examples of: parameters, bodies and answers of their operation. */
export function addExamples(document: OpenApiDocument, calls: RecordedExamples['calls']): void {
  for (const operation of operationsOf(document)) {
    for (const call of calls[operation.operationId] ?? []) addCall(operation, call);
  }
}

function addCall(operation: Operation, call: RecordedCall): void {
  for (const parameter of operation.parameters ?? []) {
    if ('$ref' in parameter) continue;
    const value = (parameter.in === 'path' ? call.params : call.query)[parameter.name];
    if (value !== undefined) parameter.examples = { ...parameter.examples, [call.name]: { value } };
  }
  if (call.body !== undefined) add(operation.requestBody?.content['application/json'], call, call.body);
  const response = operation.responses[call.status];
  if (call.answer === undefined || response === undefined || '$ref' in response) return;
  add(response.content?.['application/json'], call, call.answer);
}

function add(content: MediaType | undefined, { name, summary }: RecordedCall, value: unknown): void {
  if (content !== undefined) content.examples = { ...content.examples, [name]: { summary, value } };
}
