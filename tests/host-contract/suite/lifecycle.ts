import { describe, expect, it } from 'vitest';
import type { Subject } from './subject.ts';

interface Told {
  readonly happened: readonly string[];
  readonly logged: readonly string[];
}

/** Hooks, the log, the trace, and the end. The last test ends the host. */
export function describeLifecycle(subject: () => Subject): void {
  const told = (): Promise<Told> => subject().json<Told>('/happened');

  describe('a hook', () => {
    it('of the start runs once, before any function', async () => {
      const { happened } = await told();
      expect(happened.filter((event) => event === 'appStart')).toHaveLength(1);
      expect(happened.indexOf('appStart')).toBe(0);
    });

    it('of an invocation runs around the handler, in the order of registration, and hands its data on', async () => {
      const before = (await told()).happened.length;
      await subject().call('/hooked');
      expect((await told()).happened.slice(before)).toEqual(['pre 1', 'pre 2', 'handler', 'post of hooked']);
    });

    it('of the log sees and may change what a handler logs', async () => {
      await subject().call('/hooked');
      expect((await told()).logged).toContain('hooked warning [hook] from the handler');
    });
  });

  it('the trace of the caller goes on in the handler, with a span of its own', async () => {
    const trace = '0af7651916cd43dd8448eb211c80319c';
    const headers = { traceparent: `00-${trace}-b7ad6b7169203331-01` };
    const seen = await (await subject().call('/hooked', { headers })).text();
    expect(seen).toMatch(new RegExp(`^00-${trace}-[0-9a-f]{16}-0[01]$`));
    expect(seen).not.toContain('b7ad6b7169203331');
  });

  it('at the end, what is in flight is answered first, then the app is told', async ({ skip }) => {
    const { own } = subject();
    if (own === null) return skip('the suite has not started this host');
    const slow = subject().call('/slow/300');
    await expect.poll(async () => (await told()).happened.at(-1), { interval: 20 }).toBe('slow begins');
    const end = own.stop();
    await expect(subject().call('/hooked')).rejects.toThrow();
    expect(await (await slow).text()).toBe('late but whole');
    expect((await end).slice(-3)).toEqual(['slow begins', 'slow answers', 'appTerminate']);
  });
}
