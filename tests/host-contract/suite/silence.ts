import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openSubject, type Mode, type Subject } from './subject.ts';

const answerLimitMs = 500;

/** What becomes of a handler that never answers. Elsewhere the limit is minutes, so it is tried there only with FUNC_SLOW=true. */
export function describeSilence(mode: Mode): void {
  let subject: Subject | null = null;
  beforeAll(async () => {
    subject = await openSubject(mode, answerLimitMs);
  });
  afterAll(() => subject?.close());

  describe(`in ${mode} mode, a handler`, () => {
    it.for(mode === 'streaming' ? ['never', 'throws', 'nothing'] : ['never'])(
      'that sends no answer (%s) is an empty 500 at the limit, and is reported by name',
      { timeout: 300_000 },
      async (name, { skip }) => {
        if (subject === null) return skip('the app there runs in the other mode');
        if (subject.own === null && process.env['FUNC_SLOW'] !== 'true')
          return skip('it takes minutes: FUNC_SLOW=true');
        const response = await subject.call(`/${name}`);
        expect([response.status, await response.text()]).toEqual([500, '']);
        expect(response.headers.get('x-frame-options')).toBe('DENY');
        if (subject.own === null) return;
        const lines = subject.own.logs.map(({ message }) => message);
        expect(lines.join('\n')).toContain(`"${name}" has not answered after ${answerLimitMs} ms`);
      },
    );
  });
}
