import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { endpoints } from '../../functions/http/all.ts';
import { roles, type Role } from '../../shared/auth/roles.ts';
import type { Endpoint } from '../../shared/http/endpoint.ts';
import { pathOf } from '../faults/hostile-cases.ts';
import type { ApiResponse } from './contract.ts';
import { startApi, type Api } from './harness.ts';
import { leastRole } from './roles-table.ts';

let api: Api;
beforeAll(async () => {
  api = await startApi();
});
afterAll(() => api.stop());

/** Least first; an agent counts as a viewer. */
const order = ['viewer', 'member', 'manager', 'admin'] as const;
const rankOf = (role: Role): number => order.indexOf(role === 'agent' ? 'viewer' : role);

/** Calls with the roles; what is asked for need not exist. */
function call(record: Endpoint, held: readonly string[]): Promise<ApiResponse<{ code?: string }>> {
  const caller = api.as({ roles: [...held] });
  const method = record.method.toLowerCase() as 'get' | 'post' | 'put' | 'patch' | 'delete';
  const path = pathOf(record, {});
  const headers = { 'If-Match': '"1"' };
  return method === 'get' ? caller.get(path) : caller[method](`${path}?dryRun=true`, undefined, headers);
}

it('every endpoint stands in the table of roles, and no other', () => {
  expect(Object.keys(leastRole).sort()).toEqual(endpoints.map(({ name }) => name).sort());
});

describe.each(endpoints.map((record) => [record.name, record] as const))('%s', (name, record) => {
  const least = leastRole[name];

  it.each(roles)('lets a caller with the role %s in or answers 403, as the table says', async (role) => {
    const { status, body } = await call(record, [role]);
    const may = least === 'public' || (least !== undefined && rankOf(role) >= order.indexOf(least));
    expect({ may: status !== 403, code: status === 403 ? body.code : 'forbidden' }).toEqual({ may, code: 'forbidden' });
    // A known failure would pass for "not 403".
    expect(status).toBeLessThan(500);
    expect(status).not.toBe(401);
  });

  it('lets nobody in without a role, or with one that is not known', async () => {
    const statuses = [(await call(record, [])).status, (await call(record, ['owner', 'ADMIN'])).status];
    if (least === 'public') expect(statuses).not.toContain(403);
    else expect(statuses).toEqual([403, 403]);
  });

  it('lets a caller with several roles do what any of them may', async () => {
    expect((await call(record, ['viewer', 'admin'])).status).not.toBe(403);
  });
});
