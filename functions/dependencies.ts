import type { RootOperationNode } from 'kysely';
import { orgDirectory, type Provision } from '../shared/auth/org-directory.ts';
import { gatewayVerifier, type VerifyGateway } from '../shared/auth/verify-gateway.ts';
import { tokenVerifier } from '../shared/auth/verify-token.ts';
import type { Engine } from '../shared/db/engine.ts';
import type { RequestDependencies } from '../shared/http/handle.ts';
import { rateLimiter } from '../shared/http/rate-limit.ts';
import { systemClock, type Clock } from '../shared/platform/clock.ts';
import { readConfig, type Config } from '../shared/platform/config.ts';
import { readGatewaySettings } from '../shared/platform/gateway-settings.ts';
import { ConfigError } from '../shared/platform/read-settings.ts';
import { provisionOrg } from '../shared/workstream/organisation/provision.ts';
import { openEngine } from './open-engine.ts';
import { startTelemetry } from './telemetry/start-telemetry.ts';

/** What the functions work with, made once per process at first use. */
export interface Dependencies extends RequestDependencies {
  readonly config: Config;
  /** Sends the last metrics, and no more. Never rejects. */
  readonly stopTelemetry: () => Promise<void>;
}

/** What whoever runs the app in its own process (a test) may choose before the first use. */
export interface Composition {
  /** Default: `process.env`. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Default: the machine's clock. */
  readonly clock?: Clock;
  /** Sees every statement before it is compiled. */
  readonly onStatement?: (node: RootOperationNode) => void;
  /** Puts something between the app and its engine. Default: nothing. */
  readonly around?: (engine: Engine) => Engine;
}

let composition: Composition = {};
let made: Promise<Dependencies> | undefined;
let gatewayCheck: VerifyGateway | null | undefined;

/** Chooses what the dependencies are made of. Throws when they are made already. */
export function composeWith(chosen: Composition): void {
  if (made !== undefined) throw new Error('The dependencies are in use already.');
  composition = chosen;
}

/**
 * The check that a request came through the API gateway; null where no setting asks for it. It needs the gateway's settings only, so that a service
 * whose other settings are wrong is closed, too. Throws `ConfigError` when some of them are missing or wrong; the next call tries again.
 */
export function gateway(): VerifyGateway | null {
  if (gatewayCheck === undefined) {
    const settings = readGatewaySettings(composition.env ?? process.env);
    gatewayCheck = settings === null ? null : gatewayVerifier(settings);
  }
  return gatewayCheck;
}

/** The dependencies. Rejects with `ConfigError` when the environment is wrong; the next call tries again. */
export function dependencies(): Promise<Dependencies> {
  made ??= compose(composition).catch((error: unknown) => {
    made = undefined;
    throw error;
  });
  return made;
}

/** Closes what is open. Safe to call twice and when nothing was made. */
export async function closeDependencies(): Promise<void> {
  const closing = made;
  made = undefined;
  gatewayCheck = undefined;
  if (closing === undefined) return;
  const { engine, stopTelemetry } = await closing;
  await stopTelemetry();
  await engine.close();
}

async function compose({
  env = process.env,
  clock = systemClock,
  onStatement,
  around,
}: Composition): Promise<Dependencies> {
  const config = readConfig(env);
  const opened = await openEngine(config, { onStatement, warn: (message) => console.warn(message) });
  const engine = around?.(opened) ?? opened;
  const verifyToken = tokenVerifier({
    issuer: config.AUTH_ISSUER,
    audience: config.AUTH_AUDIENCE,
    keys: keysOf(config),
    orgClaim: config.AUTH_ORG_CLAIM,
    rolesClaim: config.AUTH_ROLES_CLAIM,
  });
  const provisioned: Provision = async (key) => void (await provisionOrg(engine, clock, { key, name: key }));
  const provision = config.ORG_AUTO_PROVISION ? provisioned : null;
  const orgs = orgDirectory({ engine, clock, provision });
  const rateLimit = rateLimiter({ perMinute: config.RATE_LIMIT_PER_MINUTE });
  const timeoutMs = config.REQUEST_TIMEOUT_SECONDS * 1000;
  return {
    config,
    engine,
    clock,
    verifyToken,
    orgs,
    rateLimit,
    timeoutMs,
    stopTelemetry: startTelemetry(config, engine),
  };
}

function keysOf({ AUTH_JWKS, AUTH_JWKS_URI }: Config): URL | NonNullable<Config['AUTH_JWKS']> {
  if (AUTH_JWKS !== undefined) return AUTH_JWKS;
  if (AUTH_JWKS_URI !== undefined) return new URL(AUTH_JWKS_URI);
  throw new ConfigError(['AUTH_JWKS_URI is needed']);
}
