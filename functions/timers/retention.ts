import { applyRetention } from '../../shared/db/retention.ts';
import type { TimerJob } from './run-job.ts';

/**
 * Deletes expired answers under Idempotency-Keys and inbox rows older than `INBOX_DAYS`. Once an hour unless `RETENTION_SCHEDULE` says
 * otherwise.
 */
export const retentionTimer: TimerJob = {
  name: 'retention',
  setting: 'RETENTION_SCHEDULE',
  schedule: '0 17 * * * *',
  async run({ engine, clock, config }) {
    const report = await applyRetention({
      engine,
      clock,
      batchSize: config.RETENTION_BATCH_SIZE,
      inboxDays: config.INBOX_DAYS,
      budgetMs: config.RETENTION_BUDGET_SECONDS * 1000,
    });
    return { ...report };
  },
};
