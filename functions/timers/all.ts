import { engagementOfWon } from '../../shared/workstream/engagements/engagement-of-won.ts';
import { proposalV1 } from '../../shared/workstream/proposals/proposal-v1.ts';
import { refreshToday } from '../../shared/workstream/today/refresh-today.ts';
import { outboxTimer } from './outbox.ts';
import type { TimerJob } from './run-job.ts';
import { retentionTimer } from './retention.ts';
import { slaTimer } from './sla.ts';

/** Every job that the clock starts. */
export const timerJobs: readonly TimerJob[] = [
  outboxTimer([proposalV1, engagementOfWon]),
  slaTimer([async ({ engine, clock }, mayGoOn) => ({ todayRows: await refreshToday(engine, clock, mayGoOn) })]),
  retentionTimer,
];
