import { int, optional } from './define.ts';
import type { Migration } from './migration.ts';

/**
 * Events say which version of their record they made, so that a change of an older version can be merged; older events do not know. The inbox is
 * found by age, to be cleaned.
 */
export const mergeAndRetention: Migration = {
  name: '0002_merge_and_retention',
  changes: [
    { kind: 'addColumns', table: 'work_event', columns: { record_version: optional(int) } },
    { kind: 'createIndex', table: 'inbox', index: { name: 'ix_inbox_handled', columns: ['handled_at'] } },
  ],
};
