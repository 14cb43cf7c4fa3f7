import { expect, test } from 'vitest';
import { setCookieHeader } from './rpc-cookie.ts';

test('every attribute of a cookie reaches the header', () => {
  const cookie = {
    name: 'session',
    value: 'a;b',
    domain: { value: 'x.test' },
    path: { value: '/' },
    expires: { value: { seconds: 0, nanos: 0 } },
    secure: { value: true },
    httpOnly: { value: true },
    maxAge: { value: 0 },
    sameSite: 'explicitNone',
  } as const;
  expect(setCookieHeader(cookie)).toBe(
    'session=a%3Bb; Max-Age=0; Domain=x.test; Path=/; Expires=Thu, 01 Jan 1970 00:00:00 GMT; HttpOnly; Secure; SameSite=None',
  );
});

test('a bare cookie has no attributes', () => {
  expect(setCookieHeader({ name: 'a', value: '1', sameSite: 'none', secure: { value: false } })).toBe('a=1');
});
