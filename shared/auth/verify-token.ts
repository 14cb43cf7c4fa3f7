import type { JWTPayload } from 'jose';
import { isSystemId, type Actor } from '../platform/actor.ts';
import { AppError } from '../platform/errors.ts';
import type { Principal } from './principal.ts';
import { roles, type Role } from './roles.ts';
import { bearerToken, claimFault, jwtVerifier, TokenRefusal, type JwtRules } from './verify-jwt.ts';

/** What the token of a caller must be like, and where it says who that is. */
export interface TokenRules extends Pick<JwtRules, 'issuer' | 'audience' | 'keys'> {
  readonly orgClaim: string;
  readonly rolesClaim: string;
}

/** Turns an Authorization header into the caller. Throws `unauthenticated` or, when the keys cannot be had, `identity_unavailable`. */
export type VerifyToken = (authorization: string | null) => Promise<Principal>;

const longest = { org: 128, subject: 128 } as const;

/** A verifier for bearer JWTs by these rules. No I/O until the first token. */
export function tokenVerifier(rules: TokenRules): VerifyToken {
  const { issuer, audience, keys } = rules;
  const verify = jwtVerifier({ issuer, audience, keys, claims: ['sub'], remembered: 5_000 });
  return async (authorization) => {
    const token = bearerToken(authorization);
    if (token === undefined) throw refused('a bearer token is needed in the Authorization header');
    try {
      return principalOf(await verify(token), rules);
    } catch (error) {
      throw error instanceof TokenRefusal ? refused(error.message, error) : error;
    }
  };
}

function principalOf(payload: JWTPayload, rules: TokenRules): Principal {
  const orgKey = payload[rules.orgClaim];
  if (typeof orgKey !== 'string' || !storable(orgKey, longest.org)) {
    throw refused('the token names no organisation');
  }
  // Typed as text, but nobody has looked at what the issuer writes there.
  const sub: unknown = payload.sub;
  if (typeof sub !== 'string' || !storable(sub, longest.subject) || isSystemId(sub)) throw refused(claimFault('sub'));
  const expiresAt = new Date((payload.exp ?? Number.NaN) * 1000);
  if (Number.isNaN(expiresAt.getTime())) throw refused(claimFault('exp'));
  const held = rolesOf(payload[rules.rolesClaim]);
  return { actor: actorOf(payload, sub, held), orgKey, roles: held, expiresAt };
}

/** The known roles of the claim, a list or words parted by blanks. Unknown ones give nothing. */
function rolesOf(claim: unknown): readonly Role[] {
  const named: readonly unknown[] = typeof claim === 'string' ? claim.split(' ') : Array.isArray(claim) ? claim : [];
  return roles.filter((role) => named.includes(role));
}

function actorOf(payload: JWTPayload, id: string, held: readonly Role[]): Actor {
  // Entra marks tokens without a user by `idtyp`.
  const kind = held.includes('agent') ? 'agent' : payload['idtyp'] === 'app' ? 'service' : 'user';
  const claimed = payload['name'];
  const name = typeof claimed === 'string' ? claimed.replaceAll('\u0000', '').slice(0, 200).toWellFormed() : '';
  return { kind, id, name: name === '' ? null : name };
}

function refused(what: string, cause?: unknown): AppError {
  return new AppError('unauthenticated', `${what.charAt(0).toUpperCase()}${what.slice(1)}.`, {}, cause);
}

/**
 * Text that both databases can keep as a key and tell from others: not blank, no NUL, no half of a surrogate pair, no blank at its end (SQL Server
 * takes `acme` and `acme ` for equal, so that one organisation's token would be another's).
 */
function storable(claim: string, most: number): boolean {
  return (
    claim.trim() !== '' &&
    !claim.endsWith(' ') &&
    claim.length <= most &&
    !claim.includes('\u0000') &&
    claim.isWellFormed()
  );
}
