import { AppError } from '../platform/errors.ts';
import type { GatewaySettings } from '../platform/gateway-settings.ts';
import { bearerToken, claimFault, jwtVerifier, TokenRefusal } from './verify-jwt.ts';

/**
 * Checks the value of the header in which the API gateway proves itself. Throws `gateway_required`, whose cause is the `TokenRefusal` that says why,
 * or `identity_unavailable` when the gateway's keys cannot be had.
 */
export type VerifyGateway = (header: string | null) => Promise<void>;

/** A gateway has one token at a time, for each region that it stands in. */
const remembered = 8;

/** Longer than any token of an identity without groups; what is longer is not looked at. */
const longest = 8192;

/** A verifier of the gateway's tokens. Without a token that it could take, nothing is looked at further. */
export function gatewayVerifier({ principalId, issuer, audience, keys }: GatewaySettings): VerifyGateway {
  const verify = jwtVerifier({ issuer, audience, keys, claims: ['oid'], remembered });
  return async (header) => {
    try {
      const token = header === null || header.length > longest ? undefined : bearerToken(header);
      if (token === undefined)
        throw new TokenRefusal(header === null ? 'there is no token' : 'the header is not one token');
      const { oid } = await verify(token);
      if (oid !== principalId) throw new TokenRefusal(claimFault('oid'));
    } catch (error) {
      if (!(error instanceof TokenRefusal)) throw error;
      throw new AppError('gateway_required', 'Requests are taken from the API’s gateway only.', {}, error);
    }
  };
}
