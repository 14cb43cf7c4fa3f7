import type { Api } from '../harness.ts';
import type { World } from './write-calls.ts';

/** Makes an organisation with two admins. */
export async function makeWorld(api: Api, org: string): Promise<World> {
  const ann = api.as({ org, sub: 'ann', roles: ['admin'] });
  const bob = api.as({ org, sub: 'bob', roles: ['admin'] });
  await ann.get('/api/me');
  await bob.get('/api/me');
  const { orgId } = await api.engine
    .reader({ kind: 'system' }, { count: 0 })
    .selectFrom('org')
    .select('orgId')
    .where('orgKey', '=', org)
    .executeTakeFirstOrThrow();
  return { ann, bob, engine: api.engine, orgId };
}
