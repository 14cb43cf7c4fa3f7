// Tokens for a laptop: a key of its own, published like an identity provider's, and signed for whoever asks. Never deployed.
import { SignJWT } from 'jose';
import * as z from 'zod';
import { readOrCreateDevKey } from './dev-key.ts';

/** The `iss` claim of local tokens. */
export const devIssuer = 'urn:flowledger:local';
/** The `aud` claim of local tokens. */
export const devAudience = 'api://flowledger';

const longestSeconds = 30 * 24 * 3600;
const defaultSeconds = 12 * 3600;

const text = z.string().trim().min(1).max(200);
const claimsSchema = z.strictObject({
  org: text,
  sub: text,
  name: text.optional(),
  roles: z.array(text).max(50),
  expiresInSeconds: z.int().min(1).max(longestSeconds).optional(),
});

/** Who a token is for; it lives 12 hours by default. */
export interface DevClaims {
  readonly org: string;
  readonly sub: string;
  readonly name?: string | undefined;
  readonly roles: readonly string[];
  readonly expiresInSeconds?: number | undefined;
}

/** The local token issuer. */
export interface DevTokens {
  /** Answers `GET /.local/jwks.json` and `POST /.local/token`; undefined for every other request. */
  routes(request: Request): Promise<Response | undefined>;
  /** A signed token. */
  sign(claims: DevClaims): Promise<string>;
  /** Settings that make the app trust these tokens: AUTH_ISSUER, AUTH_AUDIENCE and the public keys inline as AUTH_JWKS. */
  readonly env: Readonly<Record<'AUTH_ISSUER' | 'AUTH_AUDIENCE' | 'AUTH_JWKS', string>>;
}

/** Opens the issuer; its key is made at the first start and kept in `keyFile` (owner only). Throws when the file is not a key. */
export async function createDevTokens(options: { readonly keyFile: string }): Promise<DevTokens> {
  const { kid, privateKey, publicJwk } = await readOrCreateDevKey(options.keyFile);
  const jwks = { keys: [publicJwk] };

  const sign = async (claims: DevClaims): Promise<string> => {
    const now = Math.floor(Date.now() / 1000);
    return await new SignJWT({ org_id: claims.org, roles: [...claims.roles], name: claims.name ?? claims.sub })
      .setProtectedHeader({ alg: 'ES256', kid, typ: 'JWT' })
      .setIssuer(devIssuer)
      .setAudience(devAudience)
      .setSubject(claims.sub)
      .setIssuedAt(now)
      .setExpirationTime(now + (claims.expiresInSeconds ?? defaultSeconds))
      .sign(privateKey);
  };

  return {
    sign,
    env: { AUTH_ISSUER: devIssuer, AUTH_AUDIENCE: devAudience, AUTH_JWKS: JSON.stringify(jwks) },
    async routes(request) {
      const { pathname } = new URL(request.url);
      if (request.method === 'GET' && pathname === '/.local/jwks.json') return Response.json(jwks);
      if (request.method === 'POST' && pathname === '/.local/token') return await answerToken(request, sign);
      return undefined;
    },
  };
}

async function answerToken(request: Request, sign: DevTokens['sign']): Promise<Response> {
  const body: unknown = await request.json().catch(() => undefined);
  const claims = claimsSchema.safeParse(body);
  if (claims.success) return Response.json({ token: await sign(claims.data) });
  const errors = claims.error.issues.map((issue) => ({ pointer: pointer(issue), detail: issue.message }));
  const detail = errors.map((error) => `${error.pointer || 'body'}: ${error.detail}`).join('; ');
  return Response.json(
    {
      type: 'about:blank',
      title: 'The token request is not valid.',
      status: 400,
      code: 'validation_failed',
      detail,
      errors,
    },
    { status: 400, headers: { 'content-type': 'application/problem+json' } },
  );
}

function pointer(issue: z.core.$ZodIssue): string {
  const extra = issue.code === 'unrecognized_keys' ? issue.keys.slice(0, 1) : [];
  return [...issue.path, ...extra].map((part) => `/${String(part)}`).join('');
}
