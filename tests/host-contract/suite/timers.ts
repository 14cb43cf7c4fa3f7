import { describe, expect, it } from 'vitest';
import type { TimerCall } from '../app/record.ts';
import type { Subject } from './subject.ts';

interface Seen extends Omit<TimerCall, 'timer'> {
  readonly timer: { readonly isPastDue: boolean; readonly scheduleStatus: { readonly last: string } | null };
}

/** When timers run, and what their handlers are told. */
export function describeTimers(subject: () => Subject): void {
  const callsOf = async (name: string): Promise<Seen[]> =>
    (await subject().json<Seen[]>('/timers')).filter((call) => call.name === name);
  /** Waits for that many more calls than there were. */
  const until = async (name: string, count: number): Promise<Seen[]> => {
    await expect
      .poll(async () => (await callsOf(name)).length, { timeout: 20_000, interval: 100 })
      .toBeGreaterThanOrEqual(count);
    return callsOf(name);
  };
  const byHand = async (name: string, master: string): Promise<number> => {
    const headers = { 'x-functions-key': master, 'content-type': 'application/json' };
    const body = '{"input":""}';
    return (await subject().call(`/admin/functions/${name}`, { method: 'POST', headers, body })).status;
  };

  describe('a timer', () => {
    it('runs by its schedule, which may come from a setting; under a minute it has no status', async () => {
      const [first] = await until('everySecond', 2);
      expect(first?.timer).toMatchObject({ isPastDue: false, scheduleStatus: null });
    });

    it('never overlaps with itself: times that come while it runs are skipped', { timeout: 30_000 }, async () => {
      const calls = (await until('long', 3)).filter(({ ended }) => ended !== null);
      const overlaps = calls.filter((call, at) => call.began < (calls[at - 1]?.ended ?? 0));
      expect(overlaps).toEqual([]);
    });

    it('with a bad schedule or switched off does not run, and the others do', async () => {
      await until('everySecond', 2);
      expect([...(await callsOf('badSchedule')), ...(await callsOf('switchedOffTimer'))]).toEqual([]);
    });

    it('runs by hand with the master key: 202, and a status', async ({ skip }) => {
      const { master } = subject().keys;
      if (master === undefined) return skip('FUNC_MASTER_KEY is not set');
      const before = (await callsOf('yearly')).length;
      expect(await byHand('yearly', master)).toBe(202);
      const calls = await until('yearly', before + 1);
      expect(calls.at(-1)?.timer).toMatchObject({ isPastDue: false, scheduleStatus: { last: expect.any(String) } });
    });

    it('that fails is tried again as often as it says, as one invocation, counted from 0', async ({ skip }) => {
      const { master } = subject().keys;
      if (master === undefined) return skip('FUNC_MASTER_KEY is not set');
      const before = (await callsOf('failing')).length;
      await byHand('failing', master);
      const attempts = (await until('failing', before + 3)).slice(before);
      expect(attempts.map(({ retryCount }) => retryCount)).toEqual([0, 1, 2]);
      expect(new Set(attempts.map(({ invocationId }) => invocationId)).size).toBe(1);
    });

    it('that missed runs while the host was down runs once, and is told that it is past due', async ({ skip }) => {
      if (subject().own === null) return skip('the suite has not started this host');
      const calls = await until('missed', 1);
      expect(calls.map(({ timer }) => timer.isPastDue)).toEqual([true]);
    });
  });
}
