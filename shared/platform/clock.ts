/** Where the time comes from. Injected, so that tests and sandboxes can move it. */
export interface Clock {
  now(): Date;
}

/** The machine's clock, cut to whole milliseconds, which is what both databases keep. */
export const systemClock: Clock = { now: () => new Date() };

/** `date` plus whole or fractional seconds. */
export function addSeconds(date: Date, seconds: number): Date {
  return new Date(date.getTime() + Math.round(seconds * 1000));
}

/** Seconds from `from` to `to`; negative when `to` is earlier. */
export function secondsBetween(from: Date, to: Date): number {
  return (to.getTime() - from.getTime()) / 1000;
}
