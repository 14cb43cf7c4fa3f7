/** Another live program owns the data folder. `pid` is the one to stop. */
export class DataFolderInUseError extends Error {
  override readonly name = 'DataFolderInUseError';
  readonly pid: number;
  readonly dataDir: string;

  constructor(dataDir: string, pid: number) {
    super(
      `The database folder ${dataDir} is in use by process ${pid}. ` +
        `Stop that process (kill ${pid}, or Ctrl-C in its terminal) or choose another data folder.`,
    );
    this.pid = pid;
    this.dataDir = dataDir;
  }
}

/** The port that was asked for is taken; nothing was started. */
export class PortInUseError extends Error {
  override readonly name = 'PortInUseError';
  readonly port: number;

  constructor(port: number) {
    super(
      `Port ${port} on 127.0.0.1 is taken by another program. ` +
        `Stop that program, ask for another port, or name no port and a free one is found.`,
    );
    this.port = port;
  }
}

/** The folder holds a cluster of another PostgreSQL major version, which this one cannot read. */
export class ClusterVersionError extends Error {
  override readonly name = 'ClusterVersionError';
  readonly found: string;
  readonly needed: string;

  constructor(dataDir: string, found: string, needed: string) {
    super(
      `The database folder ${dataDir} was made by PostgreSQL ${found}, but this is PostgreSQL ${needed}. ` +
        `To reset it, delete ${dataDir} (all its data is lost) and start again; to keep the data, dump it with PostgreSQL ${found} first.`,
    );
    this.found = found;
    this.needed = needed;
  }
}

/** This machine has no PostgreSQL program that can run. */
export class BinariesMissingError extends Error {
  override readonly name = 'BinariesMissingError';
}

/** PostgreSQL could not be set up or started; the message carries what it said last. */
export class PostgresStartError extends Error {
  override readonly name = 'PostgresStartError';
}
