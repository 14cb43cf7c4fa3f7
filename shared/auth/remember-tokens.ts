import { hash } from 'node:crypto';
import type { JWTPayload } from 'jose';

/** The claims of a token, once all is right with it. Throws `TokenRefusal`, or `identity_unavailable` when the keys cannot be had. */
export type VerifyJwt = (token: string) => Promise<JWTPayload>;

/** For so long a token that was found right needs no second look at its signature; then a key that was withdrawn is noticed. */
const trustedForMs = 60_000;

export interface Memory {
  /** Tokens remembered; the one that was verified first goes first. */
  readonly most: number;
  /** How long after its `exp` a token is taken, in milliseconds. */
  readonly toleranceMs: number;
}

/**
 * The same verifier, which looks at each token's signature once a minute. Tokens are remembered by their hash. What is refused is not remembered,
 * so strangers displace nothing: that is why this is no `expiringMap`, which makes room before it knows what it gets.
 */
export function rememberTokens(verify: VerifyJwt, { most, toleranceMs }: Memory): VerifyJwt {
  const known = new Map<string, { readonly payload: JWTPayload; readonly until: number }>();
  return async (token) => {
    const digest = hash('sha256', token, 'base64');
    const kept = known.get(digest);
    if (kept !== undefined && Date.now() < kept.until) return kept.payload;
    known.delete(digest);
    const payload = await verify(token);
    const expiry = (payload.exp ?? 0) * 1000 + toleranceMs;
    known.set(digest, { payload, until: Math.min(expiry, Date.now() + trustedForMs) });
    const oldest = known.size > most ? known.keys().next().value : undefined;
    if (oldest !== undefined) known.delete(oldest);
    return payload;
  };
}
