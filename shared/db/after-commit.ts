import { AsyncLocalStorage } from 'node:async_hooks';

const transaction = new AsyncLocalStorage<(() => void)[]>();

/** Runs `work`, a transaction, and after it what `afterCommit` was told meanwhile; nothing of that when it rejects. */
export async function committing<T>(work: () => Promise<T>): Promise<T> {
  const tasks: (() => void)[] = [];
  const result = await transaction.run(tasks, work);
  for (const task of tasks) task();
  return result;
}

/**
 * Calls `task` once the transaction that this runs in has committed, never when it is rolled back or run again; at once outside of any. `task`
 * must not throw: what it tells of has happened.
 */
export function afterCommit(task: () => void): void {
  const tasks = transaction.getStore();
  if (tasks === undefined) task();
  else tasks.push(task);
}
