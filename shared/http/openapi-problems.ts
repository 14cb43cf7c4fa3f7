import { errorCodes, AppError, type ErrorCode } from '../platform/errors.ts';
import type { Endpoint } from './endpoint.ts';
import { codesOf } from './openapi-answers.ts';
import { operationsOf, type Example, type OpenApiDocument, type ResponseObject } from './openapi-model.ts';
import { problemAnswer } from './problem.ts';

const problemType = 'application/problem+json';

/**
 * Moves the problems of all operations to `components/responses`: one for each set of codes that an operation may answer with one status, named
 * by them (`ConflictOrGateBlocked`), with an example for each code. `told` are problems as they were really answered, by code; a code without
 * one is printed as the API would print it.
 */
export function shareProblems(
  document: OpenApiDocument,
  endpoints: readonly Endpoint[],
  told: Readonly<Partial<Record<ErrorCode, unknown>>>,
): void {
  const records = new Map(endpoints.map((record) => [record.name, record]));
  const shared: Record<string, ResponseObject> = {};
  const used = new Set<ErrorCode>();
  for (const { operationId, responses } of operationsOf(document)) {
    const record = records.get(operationId);
    if (record === undefined) continue;
    for (const [status, codes] of Map.groupBy(codesOf(record), (code) => errorCodes[code][0])) {
      const response = responses[status];
      if (response === undefined || '$ref' in response || response.content?.[problemType] === undefined) continue;
      const sorted = codes.toSorted();
      const name = sorted.map(pascal).join('Or');
      shared[name] ??= sharedResponse(response, sorted);
      for (const code of sorted) used.add(code);
      responses[status] = { $ref: `#/components/responses/${name}` };
    }
  }
  const codes = (Object.keys(errorCodes) as ErrorCode[]).filter((code) => used.has(code));
  document.components.responses = sortedByKey(shared);
  document.components.examples = Object.fromEntries(codes.map((code) => [code, exampleOf(code, told[code])]));
}

function sharedResponse(response: ResponseObject, codes: readonly ErrorCode[]): ResponseObject {
  const examples = Object.fromEntries(codes.map((code) => [code, { $ref: `#/components/examples/${code}` }]));
  return {
    ...response,
    description: codes.map((code) => `\`${code}\`: ${errorCodes[code][1]}.`).join(' '),
    content: { [problemType]: { ...response.content?.[problemType], examples } },
  };
}

function exampleOf(code: ErrorCode, told: unknown): Example {
  const summary = errorCodes[code][1];
  if (told !== undefined) return { summary, value: told };
  const printed = problemAnswer(new AppError(code, `${summary}.`), '4f7c0c1e-9d6b-4a53-8a4e-2f1f8f2f7c11');
  return { summary, value: JSON.parse(printed.body ?? 'null') };
}

function pascal(code: ErrorCode): string {
  return code.replace(/(?:^|_)([a-z])/g, (_, letter: string) => letter.toUpperCase());
}

function sortedByKey<T>(entries: Readonly<Record<string, T>>): Record<string, T> {
  return Object.fromEntries(Object.entries(entries).toSorted(([a], [b]) => (a < b ? -1 : 1)));
}
