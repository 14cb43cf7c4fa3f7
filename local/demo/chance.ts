import { createHash } from 'node:crypto';

/** A number in [0, 1) that is always the same for this id and purpose: the demo is varied, and the same on every machine. */
export function chance(id: string, purpose: string): number {
  return createHash('sha256').update(`${id} ${purpose}`).digest().readUInt32BE(0) / 2 ** 32;
}

/** One of `choices`, by `chance`. */
export function choose<T>(id: string, purpose: string, choices: readonly [T, ...T[]]): T {
  return choices[Math.floor(chance(id, purpose) * choices.length)] ?? choices[0];
}
