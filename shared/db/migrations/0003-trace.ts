import { key, optional } from './define.ts';
import type { Migration } from './migration.ts';

/** Events keep the W3C span that wrote them, so that what they cause is part of the trace; older events do not know theirs. */
export const trace: Migration = {
  name: '0003_trace',
  changes: [{ kind: 'addColumns', table: 'work_event', columns: { traceparent: optional(key(55)) } }],
};
