import type { LogFacts } from '../../shared/platform/logger.ts';
import { sweepSla } from '../../shared/sla/sweep.ts';
import type { Dependencies } from '../dependencies.ts';
import type { TimerJob } from './run-job.ts';

/** Something that time alone changes and that follows the sweep, with its figures for the log; it ends soon after `mayGoOn` says no. */
export type AfterSweep = (deps: Dependencies, mayGoOn: () => boolean) => Promise<LogFacts>;

/**
 * Records the thresholds that SLA clocks have passed, then does what follows from the time (`after`, in order: the Today
 * panel). Every minute unless `SLA_SCHEDULE` says otherwise.
 */
export function slaTimer(after: readonly AfterSweep[]): TimerJob {
  return {
    name: 'sla',
    setting: 'SLA_SCHEDULE',
    schedule: '30 * * * * *',
    async run(deps) {
      const { engine, clock, config } = deps;
      const budgetMs = config.SLA_BUDGET_SECONDS * 1000;
      const end = performance.now() + budgetMs;
      const mayGoOn = (): boolean => performance.now() < end;
      const report = await sweepSla({
        engine,
        clock,
        batchSize: config.SLA_BATCH_SIZE,
        budgetMs,
      });
      let figures: LogFacts = { ...report };
      for (const step of after) figures = { ...figures, ...(await step(deps, mayGoOn)) };
      return figures;
    },
  };
}
