import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { bicepProgram } from './bicep-program.ts';
import { jsonRpc } from './json-rpc.ts';

/** What Bicep has to say of a place in a file; `line` and `char` count from 0. */
export interface Diagnostic {
  readonly source: string;
  readonly range: { readonly start: { readonly line: number; readonly char: number } };
  readonly level: string;
  readonly code: string;
  readonly message: string;
}

/** A compiled .bicep file: the ARM template as JSON text, null when there are errors. */
export interface Compiled {
  readonly diagnostics: readonly Diagnostic[];
  readonly contents: string | null;
}

/** A compiled .bicepparam file: the ARM parameters and the template, both as JSON text. */
export interface CompiledParameters {
  readonly diagnostics: readonly Diagnostic[];
  readonly parameters: string | null;
  readonly template: string | null;
}

/** One running Bicep CLI that answers many questions, so that its types are loaded once. */
export interface Bicep {
  /** Diagnostics are those of `bicep build` and `bicep lint`, modules included. */
  compile(file: string): Promise<Compiled>;
  compileParameters(file: string): Promise<CompiledParameters>;
  /** What a deployment with this parameter file would create, as JSON text. Rejects when the file does not compile. */
  snapshot(file: string): Promise<string>;
  /** The file as `bicep format` would write it. */
  format(file: string): Promise<string>;
  /** The file itself and all that it is made of, modules and loaded texts included, as absolute paths. */
  references(file: string): Promise<readonly string[]>;
  /** Ends it; what is under way is lost. */
  end(): Promise<void>;
}

/** Where a snapshot pretends to deploy to. */
const place = {
  tenantId: '00000000-0000-0000-0000-00000000000a',
  subscriptionId: '00000000-0000-0000-0000-00000000000b',
  location: 'westeurope',
  deploymentName: 'flowledger',
};

/** Starts the Bicep CLI. What parameter files read from the environment is absent, whatever the caller's own holds. */
export function startBicep(): Bicep {
  // Without profiling of its own code .NET starts faster, and it does not run long enough to win that back.
  const env = { PATH: process.env['PATH'], HOME: process.env['HOME'], DOTNET_TieredPGO: '0' };
  const child = spawn(bicepProgram(), ['jsonrpc', '--stdio'], { env, stdio: ['pipe', 'pipe', 'inherit'] });
  const rpc = jsonRpc(child.stdout, child.stdin);
  child.once('error', (error) => rpc.fail(error));
  child.once('exit', (code) => rpc.fail(new Error(`The Bicep CLI ended with ${code}.`)));
  return {
    compile: async (path) => (await rpc.call('bicep/compile', { path })) as Compiled,
    compileParameters: async (path) =>
      (await rpc.call('bicep/compileParams', { path, parameterOverrides: {} })) as CompiledParameters,
    snapshot: async (path) =>
      ((await rpc.call('bicep/getSnapshot', { path, metadata: place })) as { snapshot: string }).snapshot,
    format: async (path) => ((await rpc.call('bicep/format', { path })) as { contents: string }).contents,
    references: async (path) =>
      ((await rpc.call('bicep/getFileReferences', { path })) as { filePaths: readonly string[] }).filePaths,
    async end() {
      if (child.exitCode !== null) return;
      child.stdin.end();
      await once(child, 'exit');
    },
  };
}

/** Does something with a Bicep CLI of its own, which ends with it. */
export async function withBicep(work: (bicep: Bicep) => Promise<void>): Promise<void> {
  const bicep = startBicep();
  try {
    await work(bicep);
  } finally {
    await bicep.end();
  }
}
