import { jsonRows } from '../../db/portable.ts';
import type { TenantSession } from '../../db/session.ts';
import { gatesOfPreset } from './policy.ts';

const copied = [
  'itemKey',
  'position',
  'itemText',
  'required',
  'evidenceRequired',
  'verifierRole',
  'verifierDiffers',
] as const;

/** Gives new pursuits their own copy of the current templates, in one statement. */
export async function copyTemplates(
  session: TenantSession,
  pursuits: readonly { readonly pursuitId: number; readonly createdAt: Date }[],
): Promise<void> {
  if (pursuits.length === 0) return;
  const rows = pursuits.map(({ pursuitId, createdAt }) => ({ pursuitId, createdAt }));
  await session.db
    .insertInto('pursuitChecklist')
    .columns(['orgId', 'pursuitId', 'gate', 'templateVersion', ...copied, 'createdAt', 'updatedAt'])
    .expression((eb) =>
      eb
        .selectFrom('gateTemplate as t')
        .innerJoin('gateTemplateItem as i', (join) =>
          join.onRef('i.orgId', '=', 't.orgId').onRef('i.gateTemplateId', '=', 't.gateTemplateId'),
        )
        .innerJoin(jsonRows('p', { pursuitId: 'bigint', createdAt: 'time' }, rows), (join) =>
          join.on('t.orgId', '=', session.orgId),
        )
        .select(['t.orgId', 'p.pursuitId', 't.gate', 't.templateVersion'])
        .select(copied.map((name) => `i.${name}` as const))
        .select(['p.createdAt', 'p.createdAt as updatedAt'])
        .where('t.isCurrent', '=', true)
        .where('t.gate', 'in', gatesOfPreset(session.settings)),
    )
    .execute();
}
