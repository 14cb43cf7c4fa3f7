import { isObject } from './deployment.ts';

/** What `environment()` says in Azure's public cloud. */
const environment: Readonly<Record<string, string>> = {
  'environment().suffixes.storage': 'core.windows.net',
  'environment().suffixes.sqlServerHostname': '.database.windows.net',
  'environment().suffixes.keyvaultDns': '.vault.azure.net',
  'environment().authentication.loginEndpoint': 'https://login.microsoftonline.com/',
};

type Call = (first: string, ...rest: readonly string[]) => string | undefined;

/** Functions of templates that a snapshot leaves alone where `environment()` is an argument. */
const functions: Readonly<Record<string, Call>> = {
  format: (text, ...values) => text.replaceAll(/\{(\d+)\}/g, (_, index) => values[Number(index)] ?? ''),
  replace: (text, from = '', to = '') => text.replaceAll(from, to),
  substring: (text, start = '0', length) =>
    text.slice(Number(start), length === undefined ? undefined : Number(start) + Number(length)),
  coalesce: (first) => first,
};

// Innermost calls: all their arguments are texts in quotes or numbers.
const call = /\b(\w+)\(((?:'[^']*'|\d+)(?:, (?:'[^']*'|\d+))*)\)/g;

/** The value with every expression worked out as far as only Azure's public cloud has to be known for it. */
export function inPublicCloud(value: unknown): unknown {
  if (typeof value === 'string') return value.startsWith('[') ? workOut(value) : value;
  if (Array.isArray(value)) return value.map(inPublicCloud);
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, inPublicCloud(inner)]));
}

function workOut(expression: string): string {
  let text = expression;
  for (const [name, value] of Object.entries(environment)) text = text.replaceAll(name, `'${value}'`);
  if (text === expression) return expression;
  for (let before = ''; before !== text;) {
    before = text;
    text = text.replaceAll(call, (whole: string, name: string, list: string) => {
      const [first = '', ...rest] = (list.match(/'[^']*'|\d+/g) ?? []).map((it) => it.replaceAll("'", ''));
      const result = functions[name]?.(first, ...rest);
      return result === undefined ? whole : `'${result}'`;
    });
  }
  return /^\['([^']*)'\]$/.exec(text)?.[1] ?? text;
}
