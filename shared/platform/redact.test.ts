import { describe, expect, it } from 'vitest';
import { jsonLogger } from './logger.ts';
import { redactText } from './redact.ts';

describe('the log', () => {
  it.each([
    ['postgres://app:s3cret@host/db', 'postgres://app:[redacted]@host/db'],
    ['Authorization: Bearer abc.def.ghi failed', 'Authorization: Bearer [redacted] failed'],
    ['token eyJhbGciOi.eyJzdWIi.c2ln used', 'token [redacted] used'],
    ['to ada.l+x@mail.example.com or kysely@0.29.9', 'to [redacted] or kysely@0.29.9'],
    ['Server=x;Password=s3cret;Database=y', 'Server=x;Password=[redacted];Database=y'],
  ])('hides the secret in %j', (text, shown) => {
    expect(redactText(text)).toBe(shown);
  });

  it('hides facts whose name says that they are secret, and lets the others through', () => {
    const lines: string[] = [];
    jsonLogger((line) => lines.push(line)).log('info', 'x', { clientSecret: 's3cret', status: 200, route: 'api/me' });
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({ clientSecret: '[redacted]', status: 200, route: 'api/me' });
  });
});
