import { expect, test } from 'vitest';
import { createApp } from './core-object.ts';
import type { HostLogEntry } from './host-log.ts';

function freshApp() {
  const entries: HostLogEntry[] = [];
  return { app: createApp((entry) => void entries.push(entry)), entries };
}

const nothing = (): void => undefined;

test('functions are sorted by name without case', () => {
  const { app } = freshApp();
  for (const name of ['beta', 'Alpha', 'gamma', 'aardvark']) app.api.registerFunction({ name, bindings: {} }, nothing);
  expect(app.registry.sorted().map((fn) => fn.name)).toEqual(['aardvark', 'Alpha', 'beta', 'gamma']);
});

test('a function cannot be registered twice, nor after the start, and can be taken back', () => {
  const { app } = freshApp();
  const registration = app.api.registerFunction({ name: 'one', bindings: {} }, nothing);
  expect(() => app.api.registerFunction({ name: 'one', bindings: {} }, nothing)).toThrow('already been registered');
  registration.dispose();
  expect(app.registry.sorted()).toEqual([]);
  app.registry.lock();
  expect(() => app.api.registerFunction({ name: 'two', bindings: {} }, nothing)).toThrow('during app startup');
});

test('an unknown hook is a RangeError of the system, as the library expects', () => {
  const { app } = freshApp();
  expect(() => app.api.registerHook('preSomething', nothing)).toThrow(RangeError);
  expect(() => app.api.registerHook('preSomething', nothing)).toThrow(
    expect.objectContaining({ name: 'RangeError', isAzureFunctionsSystemError: true }),
  );
});

test('hooks run in order, one after the other, until taken back', async () => {
  const { app } = freshApp();
  const ran: string[] = [];
  const first = app.api.registerHook('appStart', async () => {
    await Promise.resolve();
    ran.push('first');
  });
  app.api.registerHook('appStart', () => ran.push('second'));
  await app.hooks.run('appStart', {});
  first.dispose();
  await app.hooks.run('appStart', {});
  expect(ran).toEqual(['first', 'second', 'second']);
});

test('a log hook that logs or throws does not stop the log', () => {
  const { app, entries } = freshApp();
  app.api.registerHook('log', () => app.api.log('debug', 'user', 'inside'));
  app.api.registerHook('log', () => {
    throw new Error('bad hook');
  });
  app.api.log('information', 'user', 'outside');
  expect(entries.map((entry) => entry.message)).toEqual(['inside', 'A log hook failed: bad hook', 'outside']);
});

test('an app without a programming model is told so', () => {
  expect(() => freshApp().app.model()).toThrow('@azure/functions');
});
