import * as z from 'zod';
import { allows, roles } from '../../shared/auth/roles.ts';
import { readDatabaseHealth } from '../../shared/db/health.ts';
import type { Reply } from '../../shared/http/endpoint-record.ts';
import { endpoint, type Endpoint } from '../../shared/http/endpoint.ts';
import { openApiDocument } from '../../shared/http/openapi.ts';
import { timeOut } from '../../shared/http/schemas.ts';
import { dependencies } from '../dependencies.ts';
import { build, version } from '../version.ts';
import { recordedExamples } from './examples.ts';
import { actorKind } from './schemas/workstream.ts';

const healthSchema = z
  .object({
    status: z.enum(['ok', 'degraded', 'down']),
    version: z.string().meta({ description: 'The release that answers.' }),
    build: z
      .string()
      .nullable()
      .meta({ description: 'The build that answers: other sources have another one. `null` where nothing was built.' }),
    database: z
      .object({
        engine: z.enum(['postgres', 'sqlserver']),
        latencyMs: z.number(),
        pool: z.object({ open: z.int(), idle: z.int(), waiting: z.int(), max: z.int() }),
      })
      .nullable(),
    migration: z
      .object({ applied: z.string().nullable(), expected: z.string().nullable(), pending: z.int() })
      .nullable(),
    outbox: z.object({ lagSeconds: z.int() }).nullable(),
  })
  .meta({ id: 'Health' });

const meSchema = z
  .object({
    org: z.object({ key: z.string() }),
    subject: z.string(),
    name: z.string().nullable(),
    kind: actorKind,
    roles: z.array(z.enum(roles)),
    expiresAt: timeOut,
    allowed: z.array(z.string()).meta({ description: 'The operations that you may call, by operationId.' }),
  })
  .meta({ id: 'Caller' });

/** Liveness, health, the caller, the OpenAPI document. `all` gives every endpoint, these included. */
export function platformEndpoints(all: () => readonly Endpoint[]): readonly Endpoint[] {
  let document: string | undefined;
  return [
    endpoint({
      name: 'platform-healthz',
      method: 'GET',
      route: 'healthz',
      tag: 'Platform',
      summary: 'Is the process alive?',
      description: 'Asks nothing of anybody.',
      access: 'public',
      probe: true,
      responses: {
        200: { description: 'It is.', schema: z.object({ status: z.literal('ok') }).meta({ id: 'Alive' }) },
      },
      handler: () => Promise.resolve({ status: 200, body: { status: 'ok' } }),
    }),
    endpoint({
      name: 'platform-health',
      method: 'GET',
      route: 'api/health',
      tag: 'Platform',
      summary: 'Can the service work?',
      description: 'Which version answers, database connectivity and latency, level of the schema, lag of the outbox.',
      access: 'public',
      probe: true,
      responses: {
        200: { description: 'It works; `degraded` while migrations are pending.', schema: healthSchema },
        503: { description: 'The database is down.', schema: healthSchema },
      },
      handler: readHealth,
    }),
    endpoint({
      name: 'platform-me',
      method: 'GET',
      route: 'api/me',
      tag: 'Platform',
      summary: 'Who am I and what may I do?',
      access: 'read',
      role: 'viewer',
      responses: { 200: { description: 'The caller.', schema: meSchema } },
      handler: (_, __, { actor, orgKey, roles: held, expiresAt }) => {
        const mayCall = (record: Endpoint): boolean => record.access === 'public' || allows(held, record.role);
        const allowed = all()
          .filter(mayCall)
          .map((record) => record.name);
        const { id: subject, name, kind } = actor;
        const body = { org: { key: orgKey }, subject, name, kind, roles: held, expiresAt, allowed: allowed.sort() };
        return Promise.resolve({ status: 200, body });
      },
    }),
    endpoint({
      name: 'platform-openapi',
      method: 'GET',
      route: 'openapi.json',
      tag: 'Platform',
      summary: 'This document',
      access: 'public',
      responses: { 200: { description: 'OpenAPI 3.1.' } },
      handler: () => {
        document ??= JSON.stringify(
          openApiDocument(all(), { version, publicUrl: process.env['PUBLIC_URL'] ?? null, examples: recordedExamples }),
        );
        return Promise.resolve(new Response(document, { headers: { 'content-type': 'application/json' } }));
      },
    }),
  ];
}

async function readHealth(): Promise<Reply & { readonly body: z.input<typeof healthSchema> }> {
  try {
    const { engine, clock } = await dependencies();
    const { engine: name, latencyMs, pool, migration, outbox } = await readDatabaseHealth(engine, clock.now());
    const status = migration.pending > 0 ? 'degraded' : 'ok';
    return {
      status: 200,
      body: { status, version, build, database: { engine: name, latencyMs, pool }, migration, outbox },
    };
  } catch (failure) {
    // Why it is down is for the log, not for an anonymous caller.
    return {
      status: 503,
      body: { status: 'down', version, build, database: null, migration: null, outbox: null },
      failure,
    };
  }
}
