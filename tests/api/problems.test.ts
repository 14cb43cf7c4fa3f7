import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { dependencies } from '../../functions/dependencies.ts';
import type { Engine } from '../../shared/db/engine.ts';
import { errorCodes, type ErrorCode } from '../../shared/platform/errors.ts';
import { openOnlooker, type Onlooker } from '../faults/onlooker.ts';
import type { Caller } from './caller.ts';
import type { ApiResponse } from './contract.ts';
import { startApi, type Api } from './harness.ts';
import { newPursuit, newSignal, triagedCandidate } from './workstream/journey.ts';

interface Problem {
  readonly type: string;
  readonly code: ErrorCode;
  readonly status: number;
  readonly title: string;
}
type Answer = ApiResponse<Problem>;

let api: Api;
let ann: Caller;
let onlooker: Onlooker;
/** What the driver throws at the next read. */
let fault: Error | null = null;

function faulty(engine: Engine): Engine {
  const reader: Engine['reader'] = (scope, trips) => {
    const thrown = fault;
    fault = null;
    if (thrown !== null) throw thrown;
    return engine.reader(scope, trips);
  };
  return { ...engine, reader };
}

beforeAll(async () => {
  api = await startApi({ around: faulty, env: { RATE_LIMIT_PER_MINUTE: '200', REQUEST_TIMEOUT_SECONDS: '4' } });
  ann = api.as();
  const { config } = await dependencies();
  onlooker = await openOnlooker(config.DATABASE_URL ?? '');
});
afterAll(async () => {
  await onlooker.close();
  await api.stop();
});

async function whenDriverThrows(error: Error): Promise<Answer> {
  await ann.get('/api/me');
  fault = error;
  return ann.get('/api/signals/1');
}

/** What a request under a key answers while its record is locked; a second one with the key comes when `second`. */
async function whileLocked(second: boolean): Promise<Answer> {
  const { id } = await newSignal(ann);
  await onlooker.query('begin');
  await onlooker.query('select 1 from app.signal where signal_id = $1 for update', [id]);
  const dismiss = (): Promise<Answer> =>
    ann.post(`/api/signals/${id}/dismiss`, { reason: 'spam' }, { 'Idempotency-Key': `locked-${id}` });
  try {
    if (!second) return await dismiss();
    // Whichever comes second gives up first.
    const both = [dismiss(), dismiss()];
    const answer = await Promise.race(both);
    await onlooker.query('commit');
    await Promise.all(both);
    return answer;
  } finally {
    await onlooker.query('rollback');
  }
}

async function runAway(): Promise<Answer> {
  for (let calls = 0; calls < 1000; calls += 1) {
    const answer = await api.as({ org: 'loud' }).get<Problem>('/api/me');
    if (answer.status !== 200) return answer;
  }
  throw new Error('There is no limit.');
}

/** How each code is met; where another file needs settings of its own for it, that file. */
const met: Readonly<Record<ErrorCode, (() => Promise<Answer>) | string>> = {
  malformed_request: () => ann.post('/api/signals', '{'),
  invalid_input: () => ann.get('/api/signals/zero'),
  invalid_cursor: () => ann.get('/api/signals?cursor=AAAA'),
  unauthenticated: () => api.withAuthorization(null).get('/api/me'),
  forbidden: () => api.as({ roles: ['viewer'] }).post('/api/signals', { sourceType: 'form' }),
  gateway_required: 'tests/api/gateway.test.ts',
  org_not_provisioned: 'tests/api/tokens.test.ts',
  not_found: () => ann.get('/api/signals/4711'),
  method_not_allowed: () => ann.delete('/api/me'),
  invalid_transition: async () => {
    const { body } = await ann.post<{ id: number }>('/api/candidates', { title: 'New' });
    return ann.post(`/api/candidates/${body.id}/promote`);
  },
  gate_blocked: async () => {
    const { id } = await newPursuit(ann);
    for (const stage of ['pink', 'red']) await ann.post(`/api/pursuits/${id}/stage`, { stage });
    return ann.post(`/api/pursuits/${id}/submit`);
  },
  conflict: async () => {
    const { id } = await newSignal(ann);
    await ann.post('/api/candidates', { title: 'First', signalIds: [id] });
    return ann.post('/api/candidates', { title: 'Second', signalIds: [id] });
  },
  duplicate: 'tests/api/writes.test.ts',
  idempotency_in_progress: () => whileLocked(true),
  stale_etag: async () => {
    const { id } = await triagedCandidate(ann);
    return ann.patch(`/api/candidates/${id}`, { title: 'Late' }, { 'If-Match': '"1"' });
  },
  body_too_large: () => ann.post('/api/signals', `"${'x'.repeat(2 ** 20)}"`),
  unsupported_media_type: () =>
    ann.post('/api/signals', '{"sourceType":"form"}', {
      'content-encoding': 'gzip',
      'content-type': 'application/json',
    }),
  idempotency_key_reused: async () => {
    const key = { 'Idempotency-Key': 'reused' };
    await ann.post('/api/signals', { sourceType: 'form' }, key);
    return ann.post('/api/signals', { sourceType: 'ad' }, key);
  },
  if_match_required: async () => ann.patch(`/api/signals/${(await newSignal(ann)).id}`, { owner: null }),
  rate_limited: runAway,
  internal_error: () => whenDriverThrows(new Error('a defect')),
  database_unavailable: () => whenDriverThrows(Object.assign(new Error('terminating'), { code: '57P01' })),
  pool_exhausted: () => whenDriverThrows(new Error('timeout exceeded when trying to connect')),
  identity_unavailable: 'shared/auth/verify-token.test.ts',
  timed_out: () => whileLocked(false),
};

describe.each(Object.entries(met))('%s', (code, provoke) => {
  const [status, title] = errorCodes[code as ErrorCode];

  it('is answered with its status, and its type leads to what it means and what to do', async () => {
    if (typeof provoke === 'string') {
      expect(readFileSync(join(import.meta.dirname, '../..', provoke), 'utf8')).toContain(`'${code}'`);
    } else {
      const { status: answered, headers, body } = await provoke();
      expect(headers.get('content-type')).toBe('application/problem+json');
      expect({ answered, body }).toMatchObject({ answered: status, body: { code, status, title } });
      expect(body.type).toBe(`/problems/${code}`);
    }
    const page = await api.withAuthorization(null).get(`/problems/${code}`);
    expect(page).toMatchObject({ status: 200, body: { code, status, title } });
  });
});

describe('the page of a problem', () => {
  it('is HTML for whoever asks for it, and loads nothing', async () => {
    const { headers, body } = await api.withAuthorization(null).get<string>('/problems/gate_blocked', {
      Accept: 'text/html,application/xhtml+xml;q=0.9',
    });
    expect(headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(headers.get('vary')).toBe('Accept');
    expect(headers.get('content-security-policy')).toBe("default-src 'none'");
    expect(body).toContain('<h1>A gate holds this transition</h1>');
    expect(body).not.toMatch(/<script|<link|src=/);
  });

  it('of a code that is none is a 404', async () => {
    for (const code of ['nothing', 'constructor', '%3Cscript%3E']) {
      const { status, headers } = await api.withAuthorization(null).get(`/problems/${code}`, { Accept: 'text/html' });
      expect([status, headers.get('content-type')]).toEqual([404, 'application/problem+json']);
    }
  });

  it('says to a 415 what would be taken', async () => {
    const { headers } = await ann.post('/api/signals', 'a', { 'content-type': 'text/plain' });
    expect([headers.get('accept'), headers.get('accept-encoding')]).toEqual(['application/json', 'identity']);
  });
});

describe('what no endpoint takes', () => {
  it('is a 405 with every method of its path, whatever the method, and a 404 elsewhere', async () => {
    const ask = (method: string, path: string): Promise<Response> => fetch(api.url + path, { method });
    for (const [method, path, allow] of [
      ['PUT', '/api/signals', 'GET, POST'],
      ['POST', '/api/signals/1', 'DELETE, GET, PATCH'],
      // `bulk` could be an id, too.
      ['OPTIONS', '/API/Signals/bulk/', 'DELETE, GET, PATCH, POST'],
      ['DELETE', '/problems/conflict', 'GET'],
    ] as const) {
      const response = await ask(method, path);
      expect([path, response.status, response.headers.get('allow')]).toEqual([path, 405, allow]);
    }
    for (const path of ['/', '/api', '/api/signals/1/2/3', '/administrator', '/runtimes', '/x/admin', '/%2e%2e/x']) {
      const response = await ask('GET', path);
      expect([path, response.status, ((await response.json()) as Problem).code]).toEqual([path, 404, 'not_found']);
    }
  });

  it('leaves admin/ and runtime/ to the host', async () => {
    for (const path of ['/admin', '/admin/functions', '/runtime', '/runtime/webhooks/x', '/ADMIN/host/status']) {
      const response = await fetch(api.url + path);
      expect([path, response.headers.get('content-type')]).not.toEqual([path, 'application/problem+json']);
    }
  });
});
