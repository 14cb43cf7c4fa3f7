// The part of the Functions worker's interface (`@azure/functions-core`) that the host and the library speak.

/** Severity of a log entry, as the worker names it. */
export type LogLevel = 'trace' | 'debug' | 'information' | 'warning' | 'error' | 'critical' | 'none';

/** Who wrote a log entry: `user` for the app's own context.log, `system` for the library, `host` for this host. */
export type LogCategory = 'user' | 'system' | 'customMetric' | 'host';

/** A wrapped value, so that "absent" differs from "empty". */
export interface RpcNullable<T> {
  readonly value: T;
}

/** A cookie of an RPC-mode answer. */
export interface RpcHttpCookie {
  readonly name: string;
  readonly value: string;
  readonly domain?: RpcNullable<string> | null;
  readonly path?: RpcNullable<string> | null;
  readonly expires?: RpcNullable<{ readonly seconds?: number | null; readonly nanos?: number | null }> | null;
  readonly secure?: RpcNullable<boolean> | null;
  readonly httpOnly?: RpcNullable<boolean> | null;
  readonly maxAge?: RpcNullable<number> | null;
  readonly sameSite?: 'none' | 'lax' | 'strict' | 'explicitNone' | null;
}

/** An HTTP request on its way to the library, or its answer on the way back (RPC mode). */
export interface RpcHttpData {
  readonly method?: string;
  readonly url?: string;
  readonly nullableHeaders?: Readonly<Record<string, RpcNullable<string>>>;
  readonly nullableQuery?: Readonly<Record<string, RpcNullable<string>>>;
  readonly nullableParams?: Readonly<Record<string, RpcNullable<string>>>;
  readonly statusCode?: string | null;
  readonly headers?: Readonly<Record<string, string>> | null;
  readonly cookies?: readonly RpcHttpCookie[] | null;
  readonly body?: RpcTypedData | null | undefined;
}

/** One value that crosses between host and library. */
export interface RpcTypedData {
  readonly string?: string | null;
  readonly json?: string | null;
  readonly bytes?: Uint8Array | null;
  readonly http?: RpcHttpData | null;
}

/** A binding as registered; the fields beyond type and direction depend on the type. */
export interface BindingInfo {
  readonly type?: string;
  readonly direction?: string;
  readonly [property: string]: unknown;
}

/** A retry policy as registered; intervals in whole seconds. */
export interface RetryOptions {
  readonly retryStrategy?: 'fixedDelay' | 'exponentialBackoff' | null;
  readonly maxRetryCount?: number | null;
  readonly delayInterval?: { readonly seconds?: number | null } | null;
  readonly minimumInterval?: { readonly seconds?: number | null } | null;
  readonly maximumInterval?: { readonly seconds?: number | null } | null;
}

/** What the library registers for one function. */
export interface FunctionMetadata {
  readonly name: string;
  readonly bindings: Readonly<Record<string, BindingInfo>>;
  readonly retryOptions?: RetryOptions | undefined;
}

/** The app's handler as registered. */
export type FunctionCallback = (...args: unknown[]) => unknown;

/** Which attempt this is; `retryCount` is 0 for the first. */
export interface RetryContext {
  readonly retryCount: number;
  readonly maxRetryCount: number;
  readonly exception?: { readonly message: string; readonly stackTrace?: string };
}

/** What the host sends for one invocation. */
export interface InvocationRequest {
  readonly invocationId: string;
  readonly functionId: string;
  readonly inputData: readonly { readonly name: string; readonly data: RpcTypedData }[];
  readonly triggerMetadata: Readonly<Record<string, RpcTypedData>>;
  readonly traceContext: { readonly traceParent: string; readonly traceState: string };
  readonly retryContext?: RetryContext;
}

/** What the library sees of one invocation. `state` is mutable: the library reads it when the app logs. */
export interface CoreInvocationContext {
  readonly invocationId: string;
  readonly request: InvocationRequest;
  readonly metadata: FunctionMetadata;
  state: 'preInvocationHooks' | 'postInvocationHooks' | 'invocation' | undefined;
  readonly log: (level: LogLevel, category: LogCategory, message: string) => void;
}

/** The library's answer to one invocation. */
export interface InvocationResponse {
  readonly invocationId?: string;
  readonly returnValue?: RpcTypedData | null | undefined;
}

/** The library's own steps of one invocation. */
interface InvocationModel {
  getArguments(): Promise<{ context: unknown; inputs: unknown[] }>;
  invokeFunction(context: unknown, inputs: unknown[], callback: FunctionCallback): Promise<unknown>;
  getResponse(context: unknown, result: unknown): Promise<InvocationResponse>;
}

/** What the library registers itself as. */
export interface ProgrammingModel {
  readonly name: string;
  readonly version: string;
  getInvocationModel(context: CoreInvocationContext): InvocationModel;
  getCapabilities(capabilities: Record<string, string>): Promise<Record<string, string>>;
}
