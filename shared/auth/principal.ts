import type { Actor } from '../platform/actor.ts';
import type { Role } from './roles.ts';

/** Who calls, as the verified token says it. */
export interface Principal {
  readonly actor: Actor;
  /** The organisation's public key, from the configured claim. */
  readonly orgKey: string;
  readonly roles: readonly Role[];
  readonly expiresAt: Date;
}
