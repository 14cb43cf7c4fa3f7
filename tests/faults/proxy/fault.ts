/** One of the two ways that bytes go. */
export type Direction = 'to-server' | 'to-client';

/** When a cut comes. `bytes`: after so many of a connection since the fault was set. `commit-unsent`: COMMIT does not get through; `commit-unanswered`: it has been carried out and its answer is lost. */
export type Moment =
  'at-once' | 'commit-unsent' | 'commit-unanswered' | { readonly bytes: number; readonly of: Direction };

/** What the network does to the connections through a proxy, those there are and those to come. */
export type Fault =
  /** Nothing: bytes go as they come. */
  | { readonly kind: 'none' }
  /** Every packet of both ways comes this much later, in milliseconds. */
  | { readonly kind: 'delay'; readonly ms: number }
  /** No more than this many bytes a second each way, per connection. */
  | { readonly kind: 'throttle'; readonly bytesPerSecond: number }
  /** A new connection is accepted and nobody answers on it; what is sent on an old one is lost, and stays lost when healed. */
  | { readonly kind: 'silent' }
  /** One way is dead and nobody is told; the other works. A connection that it hit stays so. */
  | { readonly kind: 'swallow'; readonly direction: Direction }
  /** A connection breaks, by a reset or in order. `once`: the first that comes to the moment, and then no more; default every one. */
  | { readonly kind: 'cut'; readonly by: 'rst' | 'fin'; readonly when: Moment; readonly once?: boolean };

/** No fault. */
export const sound: Fault = { kind: 'none' };
