/** How a timer's handler was called. */
export interface TimerCall {
  readonly name: string;
  readonly invocationId: string;
  readonly timer: unknown;
  readonly retryCount: number | null;
  /** Milliseconds since 1970. */
  readonly began: number;
  ended: number | null;
}

const most = 500;

/** What happened, in order, newest last. */
export const happened: string[] = [];
/** Log lines of handlers as the log hooks left them, with the function they came from. */
export const logged: string[] = [];
/** Calls of timers, in order. */
export const timerCalls: TimerCall[] = [];

/** Adds to a list that does not grow without end. */
export function note<T>(list: T[], item: T): void {
  list.push(item);
  if (list.length > most) list.shift();
}
