import type * as z from 'zod';
import type { Principal } from '../auth/principal.ts';
import type { RequiredRole } from '../auth/roles.ts';
import type { TenantSession } from '../db/session.ts';
import type { ErrorCode } from '../platform/errors.ts';

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

/** What a handler answers. `etag` is the row's version; `body` is validated against the record's response schema in tests. */
export interface Reply {
  readonly status: number;
  readonly body?: unknown;
  readonly etag?: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** Why it is a 5xx: for the log alone. */
  readonly failure?: unknown;
}

export interface Input<P, Q, B> {
  readonly params: P;
  readonly query: Q;
  readonly body: B;
  /** The version that If-Match names; null when the request carries none. */
  readonly ifMatch: number | null;
  /** `Prefer: merge`: the change may be merged with changes of other fields that were made since that version. */
  readonly merge: boolean;
}

interface ResponseSpec {
  readonly description: string;
  readonly schema?: z.ZodType;
}

interface RecordCommon<P extends z.ZodType, Q extends z.ZodType, B extends z.ZodType> {
  /** Function name and operationId, kebab-case: `signals-create`. The host sorts by it. */
  readonly name: string;
  readonly method: Method;
  /** Without leading slash: `api/signals/{id}`. Unconstrained parameters: zod validates and names them. */
  readonly route: string;
  /** The tag of the OpenAPI document, one of `tags` in `openapi.ts`. */
  readonly tag: string;
  readonly summary: string;
  readonly description?: string;
  /** Strict objects; an unknown key is a 400 that names it and the valid ones. */
  readonly params?: P;
  readonly query?: Q;
  readonly body?: B;
  readonly responses: Readonly<Record<number, ResponseSpec>>;
  /** Most bytes of a body. Default 1 MiB. */
  readonly bodyLimit?: number;
  /** Codes beside those that every endpoint of its access may answer. */
  readonly errors?: readonly ErrorCode[];
}

/** An endpoint of the product: authenticated, scoped to one organisation. */
export interface TenantRecord<P extends z.ZodType, Q extends z.ZodType, B extends z.ZodType> extends RecordCommon<
  P,
  Q,
  B
> {
  /** `write` runs in one transaction, takes Idempotency-Key and dryRun; `read` runs single statements. */
  readonly access: 'read' | 'write';
  readonly role: RequiredRole;
  /**
   * `required`: PATCH, PUT, move, DELETE on a single resource; 428 without the header. `optional`: checked when it comes. Left out: the call
   * has no record to compare with.
   */
  readonly ifMatch?: 'required' | 'optional';
  /** The call takes `Prefer: merge`. Default false. */
  readonly merges?: boolean;
  readonly handler: (
    session: TenantSession,
    input: Input<z.output<P>, z.output<Q>, z.output<B>>,
    principal: Principal,
  ) => Promise<Reply>;
}

/** An endpoint without a caller: liveness, health, the OpenAPI document, the documentation's pages. */
export interface PublicRecord<P extends z.ZodType, Q extends z.ZodType> extends RecordCommon<P, Q, z.ZodType> {
  readonly access: 'public';
  /** Asked by the platform, which does not come through the API gateway: needs no proof of it. Default false. */
  readonly probe?: boolean;
  readonly handler: (input: Input<z.output<P>, z.output<Q>, undefined>, headers: Headers) => Promise<Reply | Response>;
}
