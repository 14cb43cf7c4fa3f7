import * as z from 'zod';
import { endpoint, type Endpoint } from '../../shared/http/endpoint.ts';
import { oneOrMore, pageOf, pageQuery, timeOut } from '../../shared/http/schemas.ts';
import { pipelineStats } from '../../shared/workstream/stats/pipeline-stats.ts';
import { serviceStats } from '../../shared/workstream/stats/service-stats.ts';
import { listToday } from '../../shared/workstream/today/list-today.ts';
import { todayBuckets } from '../../shared/workstream/today/order.ts';
import { ownerOf } from './owner-of.ts';
import { statsSchema } from './schemas/stats.ts';
import { idOut, memberId, ownerFilter, priorities, tagFilter, tier, workRecordType } from './schemas/workstream.ts';

const todayRow = z
  .object({
    type: workRecordType,
    id: idOut,
    title: z.string(),
    state: z.string().meta({ description: 'The status of a signal or candidate, the stage of a pursuit.' }),
    owner: memberId.nullable(),
    ownerOpenItems: z.int().meta({ description: 'Open items of the owner in all.' }),
    bucket: z.enum(todayBuckets).meta({ id: 'TodayBucket' }),
    tier,
    dueAt: timeOut.nullable(),
    slaDueAt: timeOut.nullable(),
    tags: z.array(z.string()),
    score: z.int(),
    why: z
      .object({ urgency: z.int(), value: z.int(), stage: z.int() })
      .meta({ description: 'The parts of the score: why it ranks here.' }),
    createdAt: timeOut,
  })
  .meta({ id: 'TodayRow' });

/** What to do next, and how things stand. */
export const workstreamEndpoints: readonly Endpoint[] = [
  endpoint({
    name: 'workstream-today',
    method: 'GET',
    route: 'api/workstream/today',
    tag: 'Workstream',
    summary: 'What needs somebody today',
    description:
      'Signals, candidates and pursuits in one order: buckets breached, at_risk, due_today, next; within each by score. Times are brought up to date by the sla timer, each minute.',
    access: 'read',
    role: 'viewer',
    query: pageQuery.extend({
      owner: ownerFilter.optional(),
      tag: tagFilter.optional(),
      tier: oneOrMore(priorities).optional(),
      type: oneOrMore(workRecordType.options).optional(),
      bucket: oneOrMore(todayBuckets).optional(),
    }),
    responses: { 200: { description: 'A page of the panel.', schema: pageOf(todayRow) } },
    errors: ['invalid_cursor'],
    handler: async (session, { query: { limit, cursor, owner, ...filter } }) => ({
      status: 200,
      body: await listToday(session, { ...filter, owner: ownerOf(session, owner) }, { limit, cursor }),
    }),
  }),
  endpoint({
    name: 'workstream-stats',
    method: 'GET',
    route: 'api/workstream/stats',
    tag: 'Workstream',
    summary: 'How the pipeline stands',
    description: 'Counts and value by stage, conversion, win rate, SLA attainment, workload, ageing.',
    access: 'read',
    role: 'viewer',
    responses: { 200: { description: 'The figures.', schema: statsSchema } },
    handler: async (session) => ({
      status: 200,
      body: { ...(await pipelineStats(session)), ...(await serviceStats(session)) },
    }),
  }),
];
