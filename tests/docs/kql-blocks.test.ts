import { expect, test } from 'vitest';
import { errorCodes } from '../../shared/platform/errors.ts';
import { metricCatalogue } from '../../shared/platform/metric-catalogue.ts';
import { blocks, read } from './pages.ts';

const queries = blocks('kusto');
const metrics: Readonly<Record<string, { readonly attributes: readonly string[] }>> = metricCatalogue;
const inQueries = (pattern: RegExp): readonly { readonly where: string; readonly found: string }[] =>
  queries.flatMap(({ where, text }) => [...text.matchAll(pattern)].map((match) => ({ where, found: match[1] ?? '' })));

test('every query begins with a table that Application Insights has', () => {
  expect(queries.length).toBeGreaterThan(10);
  const tables =
    /^(?:customMetrics|requests|traces|union withsource = source requests, dependencies, traces, customMetrics, exceptions)$/;
  expect(queries.filter(({ text }) => !tables.test(text.split('\n')[0] ?? '')).map(({ where }) => where)).toEqual([]);
});

test('every metric that is asked for is measured', () => {
  const named = inQueries(/(?<![.\w])name == '([^']+)'/g);
  expect(named.length).toBeGreaterThan(5);
  expect(named.filter(({ found }) => !(found in metrics))).toEqual([]);
});

test('every attribute is one of a metric that the query asks for', () => {
  const wrong = queries.flatMap(({ where, text }) => {
    const names = [...text.matchAll(/(?<![.\w])name == '([^']+)'/g)].map((match) => match[1] ?? '');
    const known = new Set(names.flatMap((name) => metrics[name]?.attributes ?? []));
    const asked = [...text.matchAll(/customDimensions\['([^']+)'\]/g)].map((match) => match[1] ?? '');
    return asked.filter((attribute) => !known.has(attribute)).map((attribute) => `${where}: ${attribute}`);
  });
  expect(wrong).toEqual([]);
});

test('every code is one of a problem', () => {
  const codes = inQueries(/line\.code == '([^']+)'/g);
  expect(codes.length).toBeGreaterThan(2);
  expect(codes.filter(({ found }) => !(found in errorCodes))).toEqual([]);
});

test('every fact of a line is written by the code', () => {
  const sources = [
    'shared/http/request-telemetry.ts',
    'functions/timers/run-job.ts',
    'functions/timers/outbox.ts',
    'shared/outbox/drain.ts',
    'shared/outbox/tell-dead.ts',
    'shared/outbox/delivery-telemetry.ts',
    'shared/platform/logger.ts',
  ].map(read);
  const facts = inQueries(/\bline\.(\w+)/g);
  const unknown = facts.filter(({ found }) => !sources.some((source) => new RegExp(`\\b${found}\\b`).test(source)));
  expect(unknown).toEqual([]);
});

test('every message of a line is written by the code', () => {
  const sources = [
    'shared/http/request-telemetry.ts',
    'functions/timers/run-job.ts',
    'shared/outbox/tell-dead.ts',
    'shared/outbox/delivery-telemetry.ts',
  ].map(read);
  const messages = inQueries(/line\.message == '([^']+)'/g);
  expect(messages.filter(({ found }) => !sources.some((source) => source.includes(`'${found}'`)))).toEqual([]);
});

test('brackets and quotation marks are closed', () => {
  const open = queries.filter(({ text }) => {
    const bare = text.replaceAll(/'(?:[^'\\\n]|\\.)*'/g, '');
    const count = (sign: string): number => bare.split(sign).length;
    return bare.includes("'") || count('(') !== count(')') || count('[') !== count(']');
  });
  expect(open.map(({ where }) => where)).toEqual([]);
});
