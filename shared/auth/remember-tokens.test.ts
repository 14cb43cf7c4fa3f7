import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { rememberTokens, type VerifyJwt } from './remember-tokens.ts';

const start = Date.UTC(2026, 0, 1);
let looks: string[];
let remembering: VerifyJwt;

/** A token is `name:seconds until it expires`; one called `bad` is refused. */
const verify: VerifyJwt = (token) => {
  looks.push(token);
  const [name, seconds] = token.split(':');
  if (name === 'bad') return Promise.reject(new Error('refused'));
  return Promise.resolve({ sub: String(name), exp: start / 1000 + Number(seconds) });
};

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date'], now: start });
  looks = [];
  remembering = rememberTokens(verify, { most: 3, toleranceMs: 30_000 });
});
afterEach(() => void vi.useRealTimers());

describe('a token that was found right', () => {
  it('is looked at again after a minute, so that a withdrawn key is noticed', async () => {
    expect(await remembering('ann:3600')).toMatchObject({ sub: 'ann' });
    vi.setSystemTime(start + 59_999);
    expect(await remembering('ann:3600')).toMatchObject({ sub: 'ann' });
    expect(looks).toHaveLength(1);
    vi.setSystemTime(start + 60_000);
    await remembering('ann:3600');
    expect(looks).toHaveLength(2);
  });

  it('is looked at again as soon as it has expired, tolerance included', async () => {
    await remembering('ann:10');
    vi.setSystemTime(start + 39_999);
    await remembering('ann:10');
    expect(looks).toHaveLength(1);
    vi.setSystemTime(start + 40_000);
    await remembering('ann:10');
    expect(looks).toHaveLength(2);
  });

  it('stands for itself alone', async () => {
    expect(await remembering('ann:600')).toMatchObject({ sub: 'ann' });
    expect(await remembering('bob:600')).toMatchObject({ sub: 'bob' });
    expect(await remembering('ann:600')).toMatchObject({ sub: 'ann' });
  });

  it('is forgotten when too many are known: the one that was verified first', async () => {
    for (const token of ['a:600', 'b:600', 'c:600', 'd:600', 'b:600', 'c:600', 'd:600']) await remembering(token);
    expect(looks).toHaveLength(4);
    await remembering('a:600');
    expect(looks).toHaveLength(5);
  });
});

describe('a token that was refused', () => {
  it('is looked at every time, and displaces nothing', async () => {
    for (const token of ['a:600', 'b:600', 'c:600']) await remembering(token);
    for (const token of ['bad:1', 'bad:1', 'bad:2', 'bad:3'])
      await expect(remembering(token)).rejects.toThrow('refused');
    for (const token of ['a:600', 'b:600', 'c:600']) await remembering(token);
    expect(looks).toEqual(['a:600', 'b:600', 'c:600', 'bad:1', 'bad:1', 'bad:2', 'bad:3']);
  });
});
