import {
  createLocalJWKSet,
  createRemoteJWKSet,
  errors,
  jwtVerify,
  type JSONWebKeySet,
  type JWTVerifyGetKey,
} from 'jose';
import { PlainError } from '../platform/describe-error.ts';
import { AppError } from '../platform/errors.ts';
import { rememberTokens, type VerifyJwt } from './remember-tokens.ts';

/** What a token must be like. */
export interface JwtRules {
  readonly issuer: string;
  readonly audience: string;
  /** Where the issuer's public keys are (read at the first token, kept, read again when an unknown key turns up), or the keys. */
  readonly keys: URL | JSONWebKeySet;
  /** Claims that must be there. */
  readonly claims: readonly string[];
  /** How many tokens are remembered, so that their signatures are not looked at again for a minute. */
  readonly remembered: number;
}

/** A token is not taken. The message says why and shows nothing of it. */
export class TokenRefusal extends PlainError {
  override readonly name = 'TokenRefusal';

  constructor(message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
  }
}

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

/** A verifier of signature, issuer, audience and times. No I/O until the first token. */
export function jwtVerifier({ issuer, audience, keys, claims, remembered }: JwtRules): VerifyJwt {
  const keySet: JWTVerifyGetKey =
    keys instanceof URL
      ? createRemoteJWKSet(keys, { timeoutDuration: 5_000, cooldownDuration: 10_000 })
      : createLocalJWKSet(keys);
  const options = {
    issuer,
    audience,
    algorithms,
    clockTolerance: clockToleranceSeconds,
    requiredClaims: ['exp', ...claims],
  };
  const verify: VerifyJwt = async (token) => {
    try {
      return (await jwtVerify(token, keySet, options)).payload;
    } catch (error) {
      throw whatIsWrong(error);
    }
  };
  return rememberTokens(verify, { most: remembered, toleranceMs: clockToleranceSeconds * 1000 });
}

/** The token of a header `Bearer <token>`; undefined when it is anything else. */
export function bearerToken(header: string | null): string | undefined {
  return /^Bearer +([\w.-]+)$/i.exec(header ?? '')?.[1];
}

/** Says that a claim is missing or wrong, in words. */
export function claimFault(claim: string): string {
  const words: Readonly<Record<string, string>> = {
    iss: 'issuer',
    aud: 'audience',
    nbf: 'start time',
    exp: 'expiry',
    sub: 'subject',
    oid: 'object id',
  };
  return `the token's ${words[claim] ?? 'content'} is missing or not accepted`;
}

function whatIsWrong(error: unknown): TokenRefusal | AppError {
  if (error instanceof errors.JWTExpired) return new TokenRefusal('the token has expired', error);
  if (error instanceof errors.JWTClaimValidationFailed) return new TokenRefusal(claimFault(error.claim), error);
  if (error instanceof errors.JOSEAlgNotAllowed)
    return new TokenRefusal("the token's algorithm is not accepted", error);
  if (error instanceof errors.JWSSignatureVerificationFailed)
    return new TokenRefusal("the token's signature is wrong", error);
  if (error instanceof errors.JWKSNoMatchingKey || error instanceof errors.JWKSMultipleMatchingKeys) {
    return new TokenRefusal("the token's key is not one of the issuer's", error);
  }
  const malformed =
    error instanceof errors.JWSInvalid ||
    error instanceof errors.JWTInvalid ||
    error instanceof errors.JOSENotSupported;
  if (malformed) return new TokenRefusal('the token is malformed', error);
  // What is left is the key set: not reachable, too slow, or not a key set. That is not the caller's fault.
  const message = 'The keys that verify tokens cannot be read at the moment.';
  return new AppError('identity_unavailable', message, { retryAfterSeconds: 5 }, error);
}
