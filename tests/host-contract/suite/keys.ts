import { describe, expect, it } from 'vitest';
import type { Subject } from './subject.ts';

/** Who may call what. The Core Tools ask for no key on a developer's machine: without FUNC_MASTER_KEY all of it is skipped. */
export function describeKeys(subject: () => Subject): void {
  const answer = async (path: string, key?: string): Promise<[number, string]> => {
    const headers: Record<string, string> = key === undefined ? {} : { 'x-functions-key': key };
    const response = await subject().call(path, { headers });
    return [response.status, await response.text()];
  };

  describe('a key', () => {
    it('is needed for a function of level function or admin: else an empty 401', async ({ skip }) => {
      if (subject().keys.master === undefined) skip('FUNC_MASTER_KEY is not set');
      expect(await answer('/guarded')).toEqual([401, '']);
      expect(await answer('/locked')).toEqual([401, '']);
      expect(await answer('/guarded', 'wrong')).toEqual([401, '']);
    });

    it.for(['master', 'host', 'guarded'] as const)(
      'of kind %s opens a function of level function',
      async (kind, { skip }) => {
        const key = subject().keys[kind];
        if (key === undefined) return skip(`The ${kind} key is not set`);
        expect(await answer('/guarded', key)).toEqual([200, 'in']);
      },
    );

    it('that is the master key opens a function of level admin, and no other does', async ({ skip }) => {
      const { master, host } = subject().keys;
      if (master === undefined) return skip('FUNC_MASTER_KEY is not set');
      expect(await answer('/locked', master)).toEqual([200, 'in']);
      if (host !== undefined) expect(await answer('/locked', host)).toEqual([401, '']);
    });

    it('in the header beats the one in the query', async ({ skip }) => {
      const { master } = subject().keys;
      if (master === undefined) return skip('FUNC_MASTER_KEY is not set');
      const query = `/guarded?code=${encodeURIComponent(master)}`;
      expect(await answer(query)).toEqual([200, 'in']);
      expect(await answer(query, 'wrong')).toEqual([401, '']);
    });

    it('that is the master key opens the admin endpoints, and no other does', async ({ skip }) => {
      const { master, guarded } = subject().keys;
      if (master === undefined) return skip('FUNC_MASTER_KEY is not set');
      expect((await answer('/admin/functions', master))[0]).toBe(200);
      expect((await answer('/admin/functions'))[0]).toBe(401);
      if (guarded !== undefined) expect((await answer('/admin/host/status', guarded))[0]).toBe(401);
    });
  });
}
