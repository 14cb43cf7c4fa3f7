import {
  createLocalJWKSet,
  createRemoteJWKSet,
  errors,
  jwtVerify,
  type JSONWebKeySet,
  type JWTPayload,
  type JWTVerifyGetKey,
} from 'jose';
import type { Actor } from '../platform/actor.ts';
import { AppError } from '../platform/errors.ts';
import type { Principal } from './principal.ts';
import { roles, type Role } from './roles.ts';

export interface TokenRules {
  readonly issuer: string;
  readonly audience: string;
  /** Where the issuer's public keys are (read at the first token, kept, read again when an unknown key turns up), or the keys. */
  readonly keys: URL | JSONWebKeySet;
  readonly orgClaim: string;
  readonly rolesClaim: string;
}

/** Turns an Authorization header into the caller. Throws `unauthenticated` or, when the keys cannot be had, `identity_unavailable`. */
export type VerifyToken = (authorization: string | null) => Promise<Principal>;

/** Asymmetric only: a shared secret or `none` must never be taken for a signature. */
const algorithms = [
  'RS256',
  'RS384',
  'RS512',
  'PS256',
  'PS384',
  'PS512',
  'ES256',
  'ES384',
  'ES512',
  'EdDSA',
  'Ed25519',
];
const clockToleranceSeconds = 30;
const longest = { org: 128, subject: 128 } as const;

/** A verifier for bearer JWTs by these rules. No I/O until the first token. */
export function tokenVerifier(rules: TokenRules): VerifyToken {
  const keys: JWTVerifyGetKey =
    rules.keys instanceof URL
      ? createRemoteJWKSet(rules.keys, { timeoutDuration: 5_000, cooldownDuration: 10_000 })
      : createLocalJWKSet(rules.keys);
  return async (authorization) => {
    const token = /^Bearer +([\w.-]+)$/i.exec(authorization ?? '')?.[1];
    if (token === undefined) throw refused('a bearer token is needed in the Authorization header');
    return principalOf(await verified(token, keys, rules), rules);
  };
}

async function verified(token: string, keys: JWTVerifyGetKey, rules: TokenRules): Promise<JWTPayload> {
  try {
    const { payload } = await jwtVerify(token, keys, {
      issuer: rules.issuer,
      audience: rules.audience,
      algorithms,
      clockTolerance: clockToleranceSeconds,
      requiredClaims: ['exp', 'sub'],
    });
    return payload;
  } catch (error) {
    throw whatIsWrong(error);
  }
}

function whatIsWrong(error: unknown): AppError {
  if (error instanceof errors.JWTExpired) return refused('the token has expired', error);
  if (error instanceof errors.JWTClaimValidationFailed) return refused(claimFault(error.claim), error);
  if (error instanceof errors.JOSEAlgNotAllowed) return refused("the token's algorithm is not accepted", error);
  if (error instanceof errors.JWSSignatureVerificationFailed) return refused("the token's signature is wrong", error);
  if (error instanceof errors.JWKSNoMatchingKey || error instanceof errors.JWKSMultipleMatchingKeys) {
    return refused("the token's key is not one of the issuer's", error);
  }
  const malformed =
    error instanceof errors.JWSInvalid ||
    error instanceof errors.JWTInvalid ||
    error instanceof errors.JOSENotSupported;
  if (malformed) return refused('the token is malformed', error);
  // What is left is the key set: not reachable, too slow, or not a key set. That is not the caller's fault.
  const message = 'The keys that verify tokens cannot be read at the moment.';
  return new AppError('identity_unavailable', message, { retryAfterSeconds: 5 }, error);
}

function claimFault(claim: string): string {
  const words: Readonly<Record<string, string>> = {
    iss: 'issuer',
    aud: 'audience',
    nbf: 'start time',
    exp: 'expiry',
    sub: 'subject',
  };
  return `the token's ${words[claim] ?? 'content'} is missing or not accepted`;
}

function principalOf(payload: JWTPayload, rules: TokenRules): Principal {
  const orgKey = payload[rules.orgClaim];
  if (typeof orgKey !== 'string' || !storable(orgKey, longest.org)) {
    throw refused('the token names no organisation');
  }
  const { sub, exp } = payload;
  if (sub === undefined || !storable(sub, longest.subject) || exp === undefined) {
    throw refused(claimFault('sub'));
  }
  const held = rolesOf(payload[rules.rolesClaim]);
  return { actor: actorOf(payload, sub, held), orgKey, roles: held, expiresAt: new Date(exp * 1000) };
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

/** Text that both databases can keep as a key: not blank, no NUL, no half of a surrogate pair. */
function storable(claim: string, most: number): boolean {
  return claim.trim() !== '' && claim.length <= most && !claim.includes('\u0000') && claim.isWellFormed();
}
