import { afterAll, beforeAll, beforeEach, describe } from 'vitest';
import { describeAnswers } from './answers.ts';
import { describeKeys } from './keys.ts';
import { describeLifecycle } from './lifecycle.ts';
import { describeLoad } from './load.ts';
import { describeRoutes } from './routes.ts';
import { openSubject, type Mode, type Subject } from './subject.ts';
import { describeTimers } from './timers.ts';

/** The whole contract, in one mode: of the host at FUNC_BASE_URL, or of the local one. Skipped when the app there runs in the other mode. */
export function describeHostContract(mode: Mode): void {
  let opened: Subject | null = null;
  beforeAll(async () => {
    opened = await openSubject(mode);
  });
  afterAll(() => opened?.close());
  beforeEach(({ skip }) => skip(opened === null, 'the app there runs in the other mode'));
  const subject = (): Subject => {
    if (opened === null) throw new Error('There is no subject.');
    return opened;
  };

  describe(`a Functions host in ${mode} mode`, () => {
    describeRoutes(subject);
    describeAnswers(subject, mode);
    describeKeys(subject);
    describeLoad(subject, mode);
    describeTimers(subject);
    describeLifecycle(subject);
  });
}
