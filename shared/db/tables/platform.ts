import { defaulted, identity, int, json, nullable, text, time } from '../columns.ts';

/** Columns that every tenant table has. */
export const tenantColumns = {
  orgId: int(),
  createdAt: time(),
  updatedAt: time(),
  version: defaulted(int()),
};

/** An organisation: the tenant. `settings` is an `OrgSettings` document. */
export const org = {
  ...tenantColumns,
  orgId: identity(),
  orgKey: text(),
  name: text(),
  kind: text<'live' | 'sandbox'>(),
  settings: json(),
};

/** A person or service of an organisation, keyed by the subject of its token. */
export const member = { ...tenantColumns, memberId: text(), name: text(), email: nullable(text()) };

/** The stored answer of one write under an Idempotency-Key; `status` is null while the write runs. */
export const idempotencyRecord = {
  orgId: int(),
  principalId: text(),
  route: text(),
  idempotencyKey: text(),
  fingerprint: text(),
  status: nullable(int()),
  headers: nullable(json()),
  body: nullable(text()),
  createdAt: time(),
  expiresAt: time(),
};
