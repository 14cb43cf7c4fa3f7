import * as z from 'zod';
import { endpoint, type Endpoint } from '../../shared/http/endpoint.ts';
import { baseOf, id, idParam, idParams, oneOrMore, pageOf, pageQuery, timeOut } from '../../shared/http/schemas.ts';
import { listBreaches, type SlaBreach } from '../../shared/sla/breaches.ts';
import { maxTargetSeconds } from '../../shared/sla/clock-arithmetic.ts';
import { getRule, listRules, updateRule, type SlaRule } from '../../shared/sla/rules.ts';
import { takeSlaTimes } from '../../shared/workstream/today/take-sla-times.ts';
import { slaMetric, workRecordType } from './schemas/workstream.ts';

const targetSeconds = z
  .int()
  .min(1)
  .max(maxTargetSeconds)
  .meta({ description: 'Elapsed seconds from start to target; at most 180 days.', example: 86_400 });
const warnPercent = z
  .int()
  .min(1)
  .max(99)
  .meta({ description: 'Per cent of the target after which a record is at risk.', example: 75 });

const ruleSchema = z
  .object({
    id,
    metric: slaMetric,
    recordType: workRecordType,
    targetSeconds,
    warnPercent,
    active: z.boolean(),
    ruleVersion: z.int().meta({ description: 'Rises with every change; a clock keeps the one it was started with.' }),
    version: z.int(),
    updatedAt: timeOut,
  })
  .meta({ id: 'SlaRule' });

const breachSchema = z
  .object({
    id,
    clockId: id,
    metric: slaMetric,
    recordType: workRecordType,
    recordId: id,
    breachedAt: timeOut.meta({ description: 'When the target was passed.' }),
    detectedAt: timeOut.meta({ description: 'When the product noticed.' }),
    resolvedAt: timeOut.nullable(),
    excusedAt: timeOut.nullable(),
    excusedBy: z.string().nullable(),
    excuseReason: z.string().nullable(),
  })
  .meta({ id: 'SlaBreach' });

const ruleFields = z.strictObject({ targetSeconds, warnPercent, active: z.boolean() });
const ruleBase = ruleFields.partial().meta({ id: 'SlaRulePatch' });
const ruleChange = ruleFields.extend({ base: baseOf(ruleBase) }).meta({ id: 'SlaRuleChange' });

const showRule = ({ slaRuleId, ...rule }: SlaRule) => ({ id: slaRuleId, ...rule });
const showBreach = ({ slaBreachId, slaClockId, ...breach }: SlaBreach) => ({
  id: slaBreachId,
  clockId: slaClockId,
  ...breach,
});

/** Rules and breaches. */
export const slaEndpoints: readonly Endpoint[] = [
  endpoint({
    name: 'sla-rules-list',
    method: 'GET',
    route: 'api/sla/rules',
    tag: 'SLA',
    summary: 'List the SLA rules',
    description: 'One per metric and record type; the list has one page.',
    access: 'read',
    role: 'viewer',
    responses: { 200: { description: 'All rules.', schema: pageOf(ruleSchema) } },
    handler: async (session) => {
      const rules = await listRules(session);
      return { status: 200, body: { data: rules.map(showRule), nextCursor: null } };
    },
  }),
  endpoint({
    name: 'sla-rules-get',
    method: 'GET',
    route: 'api/sla/rules/{id}',
    tag: 'SLA',
    summary: 'Read an SLA rule',
    access: 'read',
    role: 'viewer',
    params: idParams,
    responses: { 200: { description: 'The rule.', schema: ruleSchema } },
    errors: ['not_found'],
    handler: async (session, { params }) => {
      const rule = await getRule(session, params.id);
      return { status: 200, body: showRule(rule), etag: rule.version };
    },
  }),
  endpoint({
    name: 'sla-rules-update',
    method: 'PUT',
    route: 'api/sla/rules/{id}',
    tag: 'SLA',
    summary: 'Change an SLA rule',
    description:
      'Clocks that run keep the rule as it was; those that start from now on follow the new one. A rule that is deactivated closes its clocks: they stop, their open breaches are resolved, and the Today panel follows within a minute. Activating it again starts none for records that are there already.',
    access: 'write',
    role: 'manager',
    ifMatch: 'required',
    params: idParams,
    body: ruleChange,
    responses: { 200: { description: 'The rule as it is now.', schema: ruleSchema } },
    errors: ['not_found', 'stale_etag', 'if_match_required'],
    handler: async (session, { params, body: { base, ...change }, ifMatch }) => {
      // The record demands If-Match, so it is never null here.
      const seen = { version: ifMatch ?? 0, base };
      const { rule, stoppedIds } = await updateRule(session, params.id, seen, change, showRule);
      await takeSlaTimes(session, rule.recordType, stoppedIds);
      return { status: 200, body: showRule(rule), etag: rule.version };
    },
  }),
  endpoint({
    name: 'sla-breaches-list',
    method: 'GET',
    route: 'api/sla/breaches',
    tag: 'SLA',
    summary: 'List SLA breaches',
    description: 'Newest first; resolved ones are kept.',
    access: 'read',
    role: 'viewer',
    query: pageQuery.extend({
      status: z.enum(['open', 'resolved']).optional(),
      metric: oneOrMore(slaMetric.options).optional(),
      recordType: workRecordType.optional(),
      recordId: idParam('recordId').optional(),
    }),
    responses: { 200: { description: 'A page of breaches.', schema: pageOf(breachSchema) } },
    errors: ['invalid_cursor'],
    handler: async (session, { query }) => {
      const { limit, cursor, status, metric, recordType, recordId } = query;
      const filter = {
        status: status ?? null,
        metrics: metric ?? [],
        recordType: recordType ?? null,
        recordId: recordId ?? null,
      };
      const page = await listBreaches(session, filter, { limit, cursor });
      return { status: 200, body: { ...page, data: page.data.map(showBreach) } };
    },
  }),
];
