import { createHash, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import http, { type ClientRequest, type IncomingMessage } from 'node:http';
import https from 'node:https';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { describe, expect, it } from 'vitest';
import type { Mode, Subject } from './subject.ts';

const mebibyte = 1024 * 1024;

/** Bodies that are long, and requests that are many. */
export function describeLoad(subject: () => Subject, mode: Mode): void {
  const post = (path: string): ClientRequest => {
    const url = new URL(subject().url + path);
    const { request } = url.protocol === 'https:' ? https : http;
    return request(url, { method: 'POST', agent: false });
  };

  describe('the host', () => {
    it('has 1,024 requests under way at one moment', { timeout: 60_000 }, async () => {
      const path = `/crowd/${randomUUID()}/1024`;
      const { protocol } = new URL(subject().url);
      const { Agent, get } = protocol === 'https:' ? https : http;
      const agent = new Agent({ maxSockets: 1024 });
      const one = async (): Promise<number | undefined> => {
        const response = await responseTo(get(subject().url + path, { agent }));
        response.resume();
        return response.statusCode;
      };
      const statuses = await Promise.all(Array.from({ length: 1024 }, one));
      agent.destroy();
      expect(statuses.filter((status) => status !== 200)).toEqual([]);
    });

    it('lets a handler answer without reading the body, and goes on with the next request', async () => {
      const body = Buffer.alloc(4 * mebibyte);
      for (let n = 0; n < 20; n += 1) {
        const response = await subject().call('/ignore-body', { method: 'POST', body });
        expect([response.status, await response.text()]).toEqual([202, 'not read']);
      }
    });

    it.runIf(mode === 'streaming')('streams 32 MB in and out, whole', { timeout: 120_000 }, async () => {
      const sent = createHash('sha256');
      for (const chunk of numbered(32)) sent.update(chunk);
      const outbound = post('/mirror');
      const received = createHash('sha256');
      const download = responseTo(outbound).then((response) => pipeline(response, received));
      await pipeline(Readable.from(numbered(32)), outbound);
      await download;
      expect(received.digest('hex')).toBe(sent.digest('hex'));
    });

    it.runIf(mode === 'streaming')('sends the beginning of an answer while the request is still coming', async () => {
      const outbound = post('/mirror');
      outbound.write('first');
      const response = await responseTo(outbound);
      const [early] = (await once(response, 'data')) as [Buffer];
      expect(early.toString()).toBe('first');
      outbound.end('last');
      const [late] = (await once(response, 'data')) as [Buffer];
      expect(late.toString()).toBe('last');
    });
  });
}

async function responseTo(outbound: ClientRequest): Promise<IncomingMessage> {
  const [response] = (await once(outbound, 'response')) as [IncomingMessage];
  return response;
}

function* numbered(count: number): Generator<Buffer> {
  for (let index = 0; index < count; index += 1) yield Buffer.alloc(mebibyte, index);
}
