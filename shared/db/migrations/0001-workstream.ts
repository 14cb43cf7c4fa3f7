import { eventTables } from './0001/events.ts';
import { intakeTables } from './0001/intake.ts';
import { platformTables } from './0001/platform.ts';
import { pursuitTables } from './0001/pursuits.ts';
import { slaTables } from './0001/sla.ts';
import { reportingViews, todayTable } from './0001/today.ts';
import type { Migration } from './migration.ts';

/** From signal to engagement, with events, deliveries and SLA clocks. */
export const workstream: Migration = {
  name: '0001_workstream',
  changes: [
    ...[...platformTables, ...intakeTables, ...pursuitTables, todayTable, ...slaTables, ...eventTables].map(
      (table) => ({ kind: 'createTable', table }) as const,
    ),
    ...reportingViews.map((view) => ({ kind: 'createView', view }) as const),
  ],
};
