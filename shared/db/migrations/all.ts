import { workstream } from './0001-workstream.ts';
import { mergeAndRetention } from './0002-merge-and-retention.ts';
import { trace } from './0003-trace.ts';
import type { Migration } from './migration.ts';

/** Every migration in the order in which it is applied. Append; never change one that was released. */
export const migrations: readonly Migration[] = [workstream, mergeAndRetention, trace];
