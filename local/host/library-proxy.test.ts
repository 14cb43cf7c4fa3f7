import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import type { ProgrammingModel } from './core-types.ts';
import { startLibrary } from './library-proxy.ts';

/** A model that listens as the library does: no host, no port, a callback. */
function modelThatListens(server: Server): ProgrammingModel {
  return {
    name: 'fixture',
    version: '1',
    getInvocationModel: () => {
      throw new Error('not asked for here');
    },
    async getCapabilities(capabilities) {
      const listening = Promise.withResolvers<void>();
      server.listen(() => listening.resolve());
      await listening.promise;
      return { ...capabilities, HttpUri: `http://localhost:${(server.address() as AddressInfo).port}/` };
    },
  };
}

test('the library’s proxy listens on loopback only', async () => {
  const server = createServer();
  const proxy = await startLibrary(modelThatListens(server));
  expect(server.address()).toMatchObject({ address: '127.0.0.1', port: proxy?.port });
  await proxy?.close();
  expect(server.listening).toBe(false);
});

test('other servers listen where they like', async () => {
  const proxy = await startLibrary(modelThatListens(createServer()));
  const other = createServer();
  onTestFinished(async () => {
    other.close();
    await proxy?.close();
  });
  const listening = Promise.withResolvers<void>();
  other.listen(() => listening.resolve());
  await listening.promise;
  expect((other.address() as AddressInfo).address).not.toBe('127.0.0.1');
});

test('a proxy that was started in another way is refused', async () => {
  const model = {
    ...modelThatListens(createServer()),
    getCapabilities: async () => ({ HttpUri: 'http://localhost:1/' }),
  };
  await expect(startLibrary(model)).rejects.toThrow('loopback');
});

test('without streaming there is no proxy', async () => {
  const model = { ...modelThatListens(createServer()), getCapabilities: async () => ({}) };
  expect(await startLibrary(model)).toBeUndefined();
});
