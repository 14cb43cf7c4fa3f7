import type { JSONWebKeySet } from 'jose';
import * as z from 'zod';
import { readSettings, type Environment } from './read-settings.ts';
import { address, guid, keySet, text, told } from './setting-kinds.ts';

/** The settings that make the service take requests of its API gateway only. */
export const gatewayShape = {
  GATEWAY_PRINCIPAL_ID: guid
    .optional()
    .meta(
      told(
        'Object id (`oid`) of the API gateway’s identity. With it, every request but the probes must bring a token of that identity in `X-Gateway-Authorization`.',
        'GUID',
      ),
    ),
  GATEWAY_ISSUER: text.optional().meta(told('Issuer (`iss`) of the gateway’s tokens.')),
  GATEWAY_AUDIENCE: text.optional().meta(told('Audience (`aud`) of the gateway’s tokens.')),
  GATEWAY_JWKS_URI: address
    .optional()
    .meta(told('Where the issuer of the gateway’s tokens publishes its keys. This or `GATEWAY_JWKS`.', 'http(s) URL')),
  GATEWAY_JWKS: keySet.optional().meta(told('The keys themselves.', 'JSON Web Key Set')),
};

const alone = z.object(gatewayShape);

/** Adds a complaint for each setting that is absent although another one of the gateway's is there. */
export function allOrNone(given: z.output<typeof alone>, context: Pick<z.RefinementCtx, 'addIssue'>): void {
  const { GATEWAY_PRINCIPAL_ID, GATEWAY_ISSUER, GATEWAY_AUDIENCE } = given;
  const GATEWAY_JWKS_URI = given.GATEWAY_JWKS_URI ?? given.GATEWAY_JWKS;
  const parts = Object.entries({ GATEWAY_PRINCIPAL_ID, GATEWAY_ISSUER, GATEWAY_AUDIENCE, GATEWAY_JWKS_URI });
  const absent = parts.filter(([, value]) => value === undefined).map(([name]) => name);
  if (absent.length === parts.length) return;
  for (const name of absent) {
    const instead = name === 'GATEWAY_JWKS_URI' ? ' (or GATEWAY_JWKS)' : '';
    const message = `is needed${instead} beside the other settings of the gateway`;
    context.addIssue({ code: 'custom', path: [name], message });
  }
}

/** What a token of the API gateway must be like. */
export interface GatewaySettings {
  /** The `oid` of its identity, in small letters. */
  readonly principalId: string;
  readonly issuer: string;
  readonly audience: string;
  /** Where the public keys are, or the keys. */
  readonly keys: URL | JSONWebKeySet;
}

const settings = alone.superRefine(allOrNone);

/** The settings of the gateway, read without any other; null when none is given. Throws `ConfigError` when some are. */
export function readGatewaySettings(env: Environment): GatewaySettings | null {
  const given = readSettings(settings, env);
  const { GATEWAY_PRINCIPAL_ID: principalId, GATEWAY_ISSUER: issuer, GATEWAY_AUDIENCE: audience } = given;
  const uri = given.GATEWAY_JWKS_URI;
  const keys = given.GATEWAY_JWKS ?? (uri === undefined ? undefined : new URL(uri));
  if (principalId === undefined || issuer === undefined || audience === undefined || keys === undefined) return null;
  return { principalId, issuer, audience, keys };
}
