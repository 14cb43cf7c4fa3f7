import { TokenRefusal } from '../auth/verify-jwt.ts';
import type { VerifyGateway } from '../auth/verify-gateway.ts';
import { AppError } from '../platform/errors.ts';
import type { Endpoint } from './endpoint.ts';

/** Where the API gateway proves itself, beside the caller's own `Authorization`: `Bearer <token of its identity>`. */
const gatewayHeader = 'x-gateway-authorization';

/** The check of the gateway by the settings; null where none is asked for. Throws `ConfigError` when they are incomplete. */
export type Gateway = () => VerifyGateway | null;

/** Whether an endpoint is for requests that came through the gateway only. */
export function isBehindGateway(record: Endpoint): boolean {
  return record.access !== 'public' || record.probe !== true;
}

/** The request came through the gateway, or need not. Throws `gateway_required` or `identity_unavailable`. */
export async function demandGateway(gateway: Gateway, headers: Headers): Promise<void> {
  await gateway()?.(headers.get(gatewayHeader));
}

/** Why the gateway's token was refused, for the log; undefined for every other error. */
export function refusalReason(error: unknown): string | undefined {
  const refused = error instanceof AppError && error.code === 'gateway_required';
  return refused && error.cause instanceof TokenRefusal ? error.cause.message : undefined;
}
