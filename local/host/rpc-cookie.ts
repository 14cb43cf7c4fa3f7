import type { RpcHttpCookie } from './core-types.ts';

const sameSite = { none: undefined, lax: 'Lax', strict: 'Strict', explicitNone: 'None' } as const;

/** The Set-Cookie header of a cookie in an RPC-mode answer; the value is percent-encoded. */
export function setCookieHeader(cookie: RpcHttpCookie): string {
  const expires = cookie.expires?.value.seconds;
  const site = sameSite[cookie.sameSite ?? 'none'];
  const attributes = [
    `${cookie.name}=${encodeURIComponent(cookie.value)}`,
    cookie.maxAge && `Max-Age=${Math.floor(cookie.maxAge.value)}`,
    cookie.domain && `Domain=${cookie.domain.value}`,
    cookie.path && `Path=${cookie.path.value}`,
    typeof expires === 'number' && `Expires=${new Date(expires * 1000).toUTCString()}`,
    cookie.httpOnly?.value === true && 'HttpOnly',
    cookie.secure?.value === true && 'Secure',
    site && `SameSite=${site}`,
  ];
  return attributes.filter((attribute) => typeof attribute === 'string' && attribute !== '').join('; ');
}
