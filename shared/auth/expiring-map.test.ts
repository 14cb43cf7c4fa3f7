import { describe, expect, it } from 'vitest';
import { expiringMap } from './expiring-map.ts';

function counted(options: { most?: number } = {}) {
  let clock = 0;
  let made = 0;
  const map = expiringMap<Promise<number>>({ most: options.most ?? 10, freshForMs: 100, now: () => clock });
  const get = (key: string): Promise<number> => map.get(key, () => Promise.resolve((made += 1)));
  return { map, get, advance: (ms: number) => (clock += ms) };
}

describe('expiringMap', () => {
  it('makes a value once while it is fresh, also for those who ask at the same time', async () => {
    const { get, advance } = counted();
    expect(await Promise.all([get('a'), get('a')])).toEqual([1, 1]);
    advance(99);
    expect(await get('a')).toBe(1);
  });

  it('makes it anew when its time is over, or when it was deleted', async () => {
    const { map, get, advance } = counted();
    await get('a');
    advance(100);
    expect(await get('a')).toBe(2);
    map.delete('a');
    expect(await get('a')).toBe(3);
  });

  it('keeps no failure', async () => {
    const { map, get } = counted();
    await expect(map.get('a', () => Promise.reject(new Error('down')))).rejects.toThrow('down');
    expect(await get('a')).toBe(1);
  });

  it('forgets the oldest when it is full', async () => {
    const { get } = counted({ most: 2 });
    await get('a');
    await get('b');
    await get('c');
    expect([await get('c'), await get('b'), await get('a')]).toEqual([3, 2, 4]);
  });
});
