import type { Kysely } from 'kysely';
import type { Engine } from '../../db/engine.ts';
import { toJson } from '../../db/json.ts';
import { defaultOrgSettings } from '../../db/org-settings.ts';
import { runTransaction } from '../../db/transaction.ts';
import type { TenantSession } from '../../db/session.ts';
import type { Gate } from '../../db/tables/workstream.ts';
import type { Tables } from '../../db/tables.ts';
import { insertRows } from '../../db/write-rows.ts';
import { emit } from '../../events/emit.ts';
import { systemActor } from '../../platform/actor.ts';
import type { Clock } from '../../platform/clock.ts';
import { insertDefaultRules } from '../../sla/rules.ts';
import { defaultTemplates } from '../gates/default-templates.ts';

export interface NewOrg {
  /** The public key: what the token's organisation claim holds. */
  readonly key: string;
  readonly name: string;
  readonly kind?: 'live' | 'sandbox';
}

/**
 * Makes an organisation with the default gate templates, policy and SLA rules, in one transaction, and answers its id. One that exists already is left as
 * it is; two callers at once make one.
 */
export async function provisionOrg(
  engine: Engine,
  clock: Clock,
  org: NewOrg,
): Promise<{ orgId: number; made: boolean }> {
  const trips = { count: 0 };
  const now = clock.now();
  const actor = systemActor('provision');
  return runTransaction(engine, { kind: 'system' }, trips, async (db) => {
    const known = await db.selectFrom('org').select('orgId').where('orgKey', '=', org.key).executeTakeFirst();
    if (known !== undefined) return { orgId: known.orgId, made: false };
    const orgId = await insertOrg(db, org, now);
    const trace = { correlationId: `provision-${orgId}`, causationId: null };
    const session: TenantSession = { orgId, settings: defaultOrgSettings, db, now, actor, trace, trips };
    await insertTemplates(session);
    await insertDefaultRules(session);
    await emit(session, [
      { type: 'org.provisioned', recordType: 'org', recordId: orgId, sequence: 1, payload: { key: org.key } },
    ]);
    return { orgId, made: true };
  });
}

async function insertOrg(db: Kysely<Tables>, { key, name, kind = 'live' }: NewOrg, now: Date): Promise<number> {
  const { orgId } = await db
    .insertInto('org')
    .values({ orgKey: key, name, kind, settings: toJson(defaultOrgSettings), createdAt: now, updatedAt: now })
    .returning('orgId')
    .executeTakeFirstOrThrow();
  return orgId;
}

async function insertTemplates(session: TenantSession): Promise<void> {
  const { orgId, now } = session;
  const gates = Object.keys(defaultTemplates) as Gate[];
  const ids = await insertRows(
    session.db,
    'gateTemplate',
    gates.map((gate) => ({
      orgId,
      gate,
      templateVersion: 1,
      isCurrent: true,
      createdAt: now,
      updatedAt: now,
      version: 1,
    })),
    'gateTemplateId',
  );
  await insertRows(
    session.db,
    'gateTemplateItem',
    gates.flatMap((gate, i) =>
      defaultTemplates[gate].map((item, position) => ({
        orgId,
        gateTemplateId: ids[i] ?? 0,
        itemKey: item.key,
        position,
        itemText: item.text,
        required: item.required,
        evidenceRequired: item.evidenceRequired,
        verifierRole: item.verifierRole,
        verifierDiffers: item.verifierDiffers,
      })),
    ),
  );
}
