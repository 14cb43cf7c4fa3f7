// What the registered functions mean to the host: routes, schedules, and which of them are off or in error.
import type { BindingInfo } from './core-types.ts';
import type { RegisteredFunction } from './function-registry.ts';
import { errorMessage } from './host-log.ts';
import type { AuthLevel } from './keys.ts';
import { buildRouteTable, type RouteTable } from './route-table.ts';
import { isDisabled, resolveSettings } from './setting-expressions.ts';
import { parseSchedule, type TimerSchedule } from './timer-schedule.ts';

interface Indexed {
  readonly fn: RegisteredFunction;
  /** The name of the trigger's binding. */
  readonly binding: string;
  readonly disabled: boolean;
}

/** A function with an HTTP trigger. */
interface HttpFunction extends Indexed {
  readonly kind: 'http';
  readonly route: string;
  readonly methods: readonly string[];
  readonly authLevel: AuthLevel;
}

/** A function with a timer trigger. */
export interface TimerFunction extends Indexed {
  readonly kind: 'timer';
  /** As declared, with its settings filled in. */
  readonly scheduleText: string;
  readonly schedule: TimerSchedule;
  readonly runOnStartup: boolean;
  /** Keep a schedule status: asked for (the default) and not more often than once a minute. */
  readonly monitor: boolean;
}

/** A function that the host cannot serve, and why. */
interface FaultyFunction extends Indexed {
  readonly kind: 'faulty';
  readonly trigger: string;
  readonly error: string;
}

/** A function as the host sees it. */
export type IndexedFunction = HttpFunction | TimerFunction | FaultyFunction;

/** All functions of the app, in the order of their names, and the routes of those that answer HTTP. */
export interface FunctionIndex {
  readonly functions: readonly IndexedFunction[];
  readonly routes: RouteTable<HttpFunction>;
}

const validName = /^[a-z][a-z0-9_-]{0,127}$/i;

/** Indexes the functions. Throws RouteTemplateError, naming the route, for a template that stops the whole host. */
export function indexFunctions(
  registered: readonly RegisteredFunction[],
  routePrefix: string,
  settings: Readonly<Record<string, string | undefined>>,
): FunctionIndex {
  const indexed = registered.map((fn) => indexFunction(fn, settings));
  const claims = indexed.filter((one) => one.kind === 'http' && !one.disabled) as HttpFunction[];
  const routes = buildRouteTable(
    claims.map((one) => ({ owner: one, route: one.route, methods: one.methods })),
    routePrefix,
  );
  const functions = indexed.map((one) => {
    const refused = one.kind === 'http' ? routes.refused.get(one) : undefined;
    return refused === undefined ? one : faulty(one, 'httpTrigger', refused);
  });
  return { functions, routes };
}

function indexFunction(
  fn: RegisteredFunction,
  settings: Readonly<Record<string, string | undefined>>,
): IndexedFunction {
  const triggers = Object.entries(fn.metadata.bindings).filter(([, one]) => one.type?.endsWith('Trigger') === true);
  const [binding, trigger] = triggers[0] ?? ['', {}];
  const common = { fn, binding, disabled: isDisabled(fn.name, settings) };
  const type = trigger.type ?? 'no trigger';
  try {
    if (!validName.test(fn.name)) throw new Error(`"${fn.name}" is not a valid function name.`);
    if (type === 'httpTrigger') return { ...common, kind: 'http', ...httpTrigger(fn.name, trigger, settings) };
    if (type === 'timerTrigger') return { ...common, kind: 'timer', ...timerTrigger(trigger, settings) };
    throw new Error(`The trigger "${type}" does not run on this host.`);
  } catch (error) {
    return faulty(common, type, errorMessage(error));
  }
}

function faulty(common: Indexed, trigger: string, error: string): FaultyFunction {
  const { fn, binding, disabled } = common;
  return { fn, binding, disabled, kind: 'faulty', trigger, error };
}

function httpTrigger(
  name: string,
  trigger: BindingInfo,
  settings: Readonly<Record<string, string | undefined>>,
): Pick<HttpFunction, 'route' | 'methods' | 'authLevel'> {
  const declared = trigger['route'];
  // A blank route means the function's name, as on the real host; `/` is the root.
  const route = typeof declared === 'string' && declared.trim() !== '' ? resolveSettings(declared, settings) : name;
  const methods = Array.isArray(trigger['methods']) ? trigger['methods'].map(String) : [];
  return { route, methods, authLevel: authLevel(trigger['authLevel']) };
}

function authLevel(declared: unknown): AuthLevel {
  const level = typeof declared === 'string' ? declared.toLowerCase() : 'anonymous';
  if (level === 'anonymous' || level === 'function' || level === 'admin') return level;
  throw new Error(`"${level}" is not an authLevel.`);
}

function timerTrigger(
  trigger: BindingInfo,
  settings: Readonly<Record<string, string | undefined>>,
): Pick<TimerFunction, 'scheduleText' | 'schedule' | 'runOnStartup' | 'monitor'> {
  const declared = trigger['schedule'];
  const scheduleText = resolveSettings(typeof declared === 'string' ? declared : '', settings);
  const schedule = parseSchedule(scheduleText);
  return {
    scheduleText,
    schedule,
    runOnStartup: trigger['runOnStartup'] === true,
    monitor: trigger['useMonitor'] !== false && schedule.isMonitored,
  };
}
