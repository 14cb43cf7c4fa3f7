import { expect } from 'vitest';
import { endpoints } from '../../../functions/http/all.ts';
import type { Endpoint } from '../../../shared/http/endpoint.ts';
import type { RecordedCall, RecordedExamples } from '../../../shared/http/openapi-examples.ts';
import type { ErrorCode } from '../../../shared/platform/errors.ts';
import type { DevClaims } from '../../../local/host/dev-tokens.ts';
import type { ApiResponse } from '../contract.ts';
import type { Api } from '../harness.ts';

/** What a call sends. */
export interface Given {
  /** The name of the example. Default: `example`. */
  readonly name?: string;
  /** Default: the summary of the endpoint. */
  readonly summary?: string;
  readonly params?: Readonly<Record<string, string | number>>;
  readonly query?: Readonly<Record<string, string | number>>;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
  readonly status?: number;
  /** Default: `ann`, a manager. */
  readonly as?: Partial<DevClaims>;
}

/** A record as most endpoints answer it. */
export interface Told {
  readonly id: number;
  readonly version: number;
}

/** Makes calls by operationId and keeps them as examples. */
export interface Storyteller {
  /** Calls, expects `status` (default: any success), keeps request and answer. */
  readonly tell: <T = Told>(operationId: string, given?: Given) => Promise<T>;
  /** Calls, expects the problem, keeps it as the example of its code. */
  readonly refuse: (code: ErrorCode, operationId: string, given?: Given) => Promise<void>;
  readonly recorded: RecordedExamples;
}

/** A storyteller whose calls go to `api`, in the organisation `example`. */
export function storytellerOf(api: Api): Storyteller {
  const calls: Record<string, RecordedCall[]> = {};
  const problems: Partial<Record<ErrorCode, unknown>> = {};
  let count = 0;

  const send = async (record: Endpoint, given: Given): Promise<ApiResponse<unknown>> => {
    count += 1;
    const caller = api.as({ org: 'example', name: 'Ann', ...given.as });
    const pairs = Object.entries(given.query ?? {}).map(([key, value]): [string, string] => [key, String(value)]);
    const query = new URLSearchParams(pairs).toString();
    const path = `/${record.route.replace(/\{(\w+)\}/g, (_, name: string) => String(given.params?.[name]))}`;
    const method = record.method.toLowerCase() as Lowercase<typeof record.method>;
    const target = query === '' ? path : `${path}?${query}`;
    const headers = { 'X-Request-Id': `example-${count}`, ...given.headers };
    return method === 'get' ? caller.get(target, headers) : caller[method](target, given.body, headers);
  };

  return {
    recorded: { calls, problems },
    async tell<T>(operationId: string, given: Given = {}): Promise<T> {
      const record = recordOf(operationId);
      const { status, headers, body } = await send(record, given);
      expect(status, `${operationId}: ${JSON.stringify(body)}`).toSatisfy((answered: number) =>
        given.status === undefined ? answered < 400 : answered === given.status,
      );
      const { name = 'example', summary = record.summary, params = {}, query = {}, headers: sent = {} } = given;
      const list = (calls[operationId] ??= []);
      if (list.some((call) => call.name === name)) throw new Error(`${operationId} has an example ${name} already.`);
      const shown = headers.get('content-type') === 'application/json' && operationId !== 'platform-openapi';
      list.push({
        name,
        summary,
        params,
        query,
        headers: sent,
        ...(given.body === undefined ? {} : { body: given.body }),
        status,
        ...(shown ? { answer: body } : {}),
      });
      return body as T;
    },
    async refuse(code, operationId, given = {}) {
      const { body } = await send(recordOf(operationId), given);
      expect(body, operationId).toMatchObject({ code });
      problems[code] = body;
    },
  };
}

function recordOf(operationId: string): Endpoint {
  const record = endpoints.find(({ name }) => name === operationId);
  if (record === undefined) throw new Error(`There is no endpoint ${operationId}.`);
  return record;
}
