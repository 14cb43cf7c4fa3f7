import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Caller } from '../caller.ts';
import { startApi, type Api } from '../harness.ts';

let api: Api;
let ann: Caller;
beforeAll(async () => {
  api = await startApi();
  ann = api.as({ sub: 'ann', roles: ['member'] });
});
afterAll(() => api.stop());

const onPanel = async (id: number): Promise<boolean> => {
  const { body } = await ann.get<{ data: { id: number }[] }>('/api/workstream/today?type=signal&limit=200');
  return body.data.some((row) => row.id === id);
};

describe('a new signal', () => {
  it.each(['problemPhrase', 'snippet'])(
    'may have an emoji anywhere in its %s, also where the panel cuts',
    async (field) => {
      for (const before of [198, 199, 200]) {
        const { status, body } = await ann.post<{ id: number }>('/api/signals', {
          sourceType: 'form',
          [field]: `${'x'.repeat(before)}😀 more`,
        });
        expect(status).toBe(201);
        expect(await onPanel(body.id)).toBe(true);
      }
      const items = [
        { sourceType: 'form', [field]: `${'x'.repeat(199)}😀` },
        { sourceType: 'form', snippet: 'plain' },
      ];
      expect((await ann.post('/api/signals/bulk', { items })).body).toMatchObject({ created: 2, failed: 0 });
    },
  );

  it('may have a domain whose key is cut in the middle of an emoji', async () => {
    const companyDomain = `${'ﷺ'.repeat(9)}${'😀'.repeat(118)}`;
    for (const shift of ['', 'a']) {
      const signal = await ann.post('/api/signals', { sourceType: 'form', companyDomain: `${shift}${companyDomain}` });
      expect(signal.status).toBe(201);
    }
  });

  it('whose key or tag ends in a blank is refused: one of the databases would take it for the same without', async () => {
    const odd = await ann.post('/api/signals', { sourceType: 'form', dedupeKey: 'A-1 ', tags: ['vip', 'vip '] });
    expect(odd.status).toBe(400);
    expect(odd.body).toMatchObject({ errors: [{ pointer: '/tags/1' }, { pointer: '/dedupeKey' }] });
    const even = await ann.post('/api/signals', { sourceType: 'form', dedupeKey: ' A 1', tags: [' v i p'] });
    expect(even.status).toBe(201);
  });
});
