import type { TableDefinition } from '../schema-change.ts';
import { filled, identity, int, json, key, ofOrg, oneOf, optional, prose, tenant, time } from '../define.ts';

export const platformTables: readonly TableDefinition[] = [
  {
    name: 'org',
    columns: {
      org_id: { ...identity, ddl: { kind: 'identity' } },
      org_key: key(128),
      name: prose(200),
      kind: filled(key(20), 'live'),
      settings: json,
      created_at: time,
      updated_at: time,
      version: filled(int, 1),
    },
    primaryKey: ['org_id'],
    indexes: [{ name: 'ux_org_key', columns: ['org_key'], unique: true }],
    checks: [oneOf('org', 'kind', ['live', 'sandbox'])],
    tenant: true,
    grants: 'all',
  },
  {
    name: 'member',
    columns: { ...tenant, member_id: key(128), name: prose(200), email: optional(prose(320)) },
    primaryKey: ['org_id', 'member_id'],
    foreignKeys: [ofOrg('member')],
    tenant: true,
    grants: 'all',
  },
  {
    name: 'idempotency_record',
    columns: {
      org_id: int,
      principal_id: key(128),
      route: key(128),
      idempotency_key: key(255),
      fingerprint: key(64),
      status: optional(int),
      headers: optional(json),
      body: optional(prose('max')),
      created_at: time,
      expires_at: time,
    },
    primaryKey: ['org_id', 'principal_id', 'route', 'idempotency_key'],
    indexes: [{ name: 'ix_idempotency_record_expiry', columns: ['expires_at'] }],
    foreignKeys: [ofOrg('idempotency_record')],
    tenant: true,
    grants: 'all',
  },
];
