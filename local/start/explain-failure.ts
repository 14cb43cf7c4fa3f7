import { UnknownMigrationError } from '../../shared/db/migrations/run.ts';
import { ConfigError } from '../../shared/platform/read-settings.ts';
import { SmokeTestError } from '../azure/smoke-test.ts';
import { PortInUseError as HostPortInUseError } from '../host/listening.ts';
import {
  BinariesMissingError,
  ClusterVersionError,
  DataFolderInUseError,
  PortInUseError,
  PostgresStartError,
} from '../postgres/start-errors.ts';
import { ApiPortInUseError } from './free-port.ts';
import { UsageError } from './options.ts';

/** Errors that explain themselves to whoever typed the command. */
const explained = [
  UsageError,
  ApiPortInUseError,
  HostPortInUseError,
  PortInUseError,
  DataFolderInUseError,
  ClusterVersionError,
  BinariesMissingError,
  PostgresStartError,
  ConfigError,
  UnknownMigrationError,
  SmokeTestError,
];

/** What to print for an error that ended a local program: its message, with a way out; the stack only of what nobody expected. */
export function explainFailure(error: unknown): string {
  if (explained.some((known) => error instanceof known)) return (error as Error).message;
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
