/** A resource that a deployment would create. What is known at run time only is an expression in brackets, as text. */
export interface Resource {
  readonly id: string;
  readonly type: string;
  readonly name: string;
  readonly tags?: Readonly<Record<string, string>>;
  readonly [property: string]: unknown;
}

/** What one parameter file makes of main.bicep. */
export interface Deployment {
  /** The parameter file's name without its ending, such as `main.prod`. */
  readonly name: string;
  /** Values of the parameter file, and the template's defaults where they are plain values. */
  readonly parameters: Readonly<Record<string, unknown>>;
  /** The compiled ARM template. */
  readonly template: unknown;
  /** The OpenAPI document that the gateway has to publish. */
  readonly document: unknown;
  readonly resources: readonly Resource[];
  readonly outputs: Readonly<Record<string, unknown>>;
}

/** Whether a deployment is for customers. */
export const isProduction = ({ name }: Deployment): boolean => name === 'main.prod';

/** The value at a path such as `properties.siteConfig.minTlsVersion`; undefined where the path ends early. */
export function at(value: unknown, path: string): unknown {
  return path.split('.').reduce<unknown>((inner, key) => (isObject(inner) ? inner[key] : undefined), value);
}

/** The list at a path; empty when there is none. */
export function listAt(value: unknown, path: string): readonly unknown[] {
  const found = at(value, path);
  return Array.isArray(found) ? (found as readonly unknown[]) : [];
}

/** The text at a path; empty when there is none. */
export function textAt(value: unknown, path: string): string {
  const found = at(value, path);
  return typeof found === 'string' ? found : '';
}

/** Whether a value is a JSON object or list. */
export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}

/** The resources of a type, whose letters' case does not matter. */
export function ofType(deployment: Deployment, type: string): readonly Resource[] {
  return deployment.resources.filter((it) => it.type.toLowerCase() === type.toLowerCase());
}

/** Every text anywhere in a value, with the path to it. */
export function texts(value: unknown, path = ''): readonly { readonly path: string; readonly text: string }[] {
  if (typeof value === 'string') return [{ path, text: value }];
  if (!isObject(value)) return [];
  return Object.entries(value).flatMap(([key, inner]) => texts(inner, path === '' ? key : `${path}.${key}`));
}
