import type { Config } from '../../shared/platform/config.ts';
import type { SinkOptions } from './metric-sink.ts';

/** Who sends metrics: nobody in particular, or the managed identity that the settings name, else the one that the app logs in to its database as. */
export function senderOf(config: Config): Pick<SinkOptions, 'identity'> {
  const named = config.APPLICATIONINSIGHTS_AUTHENTICATION_STRING;
  return named === undefined ? {} : { identity: { clientId: named.clientId ?? config.AZURE_CLIENT_ID ?? null } };
}
