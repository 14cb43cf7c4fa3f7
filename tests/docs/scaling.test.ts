import { expect, test } from 'vitest';
import { code, page, read, tableBelow } from './pages.ts';

const template = read('infra/main.bicep');
const fullPool = Number(/param httpConcurrency int = (\d+)/.exec(template)?.[1]);
const azureMost = 1000;

/** Connections of one instance of `instances`, as the template computes them; null where it refuses. */
function pool(shared: number, instances: number): number | null {
  const each = Math.floor(shared / (instances + 3));
  return each < 2 ? null : Math.min(each, fullPool);
}

test('the template shares out connections as the page computes them', () => {
  expect(template).toContain("int(last(split(sqlSku, '_'))) * (contains(sqlSku, '_S_') ? 75 : 100)");
  expect(template).toContain('var connectionsEach = sqlWorkers * 9 / 10 / (maximumInstances + 3)');
  expect(template).toContain('var poolMax = connectionsEach < 2');
  expect(template).toContain(': min(connectionsEach, httpConcurrency)');
});

test('the table holds every size that the template takes, with its figures', () => {
  const skus = /@allowed\(\[([^\]]+)\]\)\s+param sqlSku/.exec(template)?.[1] ?? '';
  const expected = [...skus.matchAll(/'(\w+)'/g)].map(([, sku = '']) => {
    const workers = Number(sku.split('_').at(-1)) * (sku.includes('_S_') ? 75 : 100);
    const shared = Math.floor((workers * 9) / 10);
    const pools = [40, 100, 200].map((instances) => pool(shared, instances));
    const most = Math.min(azureMost, Math.floor(shared / 2) - 3);
    return [sku, workers, shared, ...pools, most, Math.floor(shared / fullPool) - 3].map((it) =>
      typeof it === 'number' ? it.toLocaleString('en-US') : (it ?? '–'),
    );
  });
  const rows = tableBelow(page('docs/operations/scaling.md'), 'A dash: the template refuses.');
  expect(rows.map(([sku, ...figures]) => [...code(sku), ...figures])).toEqual(expected);
});
