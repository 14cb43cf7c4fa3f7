import type * as z from 'zod';
import type { PublicRecord, TenantRecord } from './endpoint-record.ts';

/** A tenant endpoint whose schemas are known at run time only; lists hold these. */
export type TenantEndpoint = TenantRecord<z.ZodType, z.ZodType, z.ZodType>;
/** A public endpoint whose schemas are known at run time only. */
export type PublicEndpoint = PublicRecord<z.ZodType, z.ZodType>;
/** Any endpoint of the product. */
export type Endpoint = TenantEndpoint | PublicEndpoint;

/**
 * Declares an endpoint: checks that the handler fits the schemas and gives the record back for a list. Registers nothing.
 *
 * @example export const signalEndpoints = [endpoint({ name: 'signals-get', method: 'GET', route: 'api/signals/{id}', … })];
 */
export function endpoint<
  P extends z.ZodType = z.ZodType<undefined>,
  Q extends z.ZodType = z.ZodType<undefined>,
  B extends z.ZodType = z.ZodType<undefined>,
>(record: TenantRecord<P, Q, B>): Endpoint;
export function endpoint<P extends z.ZodType = z.ZodType<undefined>, Q extends z.ZodType = z.ZodType<undefined>>(
  record: PublicRecord<P, Q>,
): Endpoint;
export function endpoint(record: unknown): Endpoint {
  // The pairing of schema and handler has been checked above; from here on only parsed values reach the handler.
  return record as Endpoint;
}
