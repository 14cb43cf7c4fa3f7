import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { record } from '../../shared/platform/metrics.ts';
import { openAzureMonitor } from './azure-monitor.ts';
import { exportMetrics, type MetricExport } from './export-metrics.ts';

interface Envelope {
  readonly iKey: string;
  readonly tags: Readonly<Record<string, string>>;
  readonly data: {
    readonly baseType: string;
    readonly baseData: {
      readonly metrics: readonly { readonly name: string; readonly value: number; readonly count: number }[];
      readonly properties: Readonly<Record<string, string>>;
    };
  };
}

const key = '00000000-1111-2222-3333-444444444444';
const received: Envelope[] = [];
let server: Server;
beforeAll(async () => {
  // Stands in for the ingestion endpoint of Application Insights.
  const ingest = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const envelopes = JSON.parse(await text(request)) as Envelope[];
    received.push(...envelopes);
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify({ itemsReceived: envelopes.length, itemsAccepted: envelopes.length, errors: [] }));
  };
  server = createServer((request, response) => void ingest(request, response)).listen(0, '127.0.0.1');
  await once(server, 'listening');
});
afterAll(() => {
  server.close();
  server.closeAllConnections();
});

/** Carries what the exporter sends over HTTPS to the stand-in, which has no certificate. */
const carrier: NonNullable<Parameters<typeof openAzureMonitor>[1]> = {
  httpClient: {
    async sendRequest(request) {
      const { port } = server.address() as AddressInfo;
      const { pathname } = new URL(request.url);
      const headers = Object.fromEntries(request.headers);
      const answer = await fetch(`http://127.0.0.1:${port}${pathname}`, {
        method: request.method,
        headers,
        ...(typeof request.body === 'string' ? { body: request.body } : {}),
      });
      return { request, status: answer.status, headers: request.headers, bodyAsText: await answer.text() };
    },
  },
};

function options(given: Partial<MetricExport> = {}): MetricExport {
  return {
    connectionString: `InstrumentationKey=${key};IngestionEndpoint=https://ingestion.invalid/`,
    intervalMs: 60_000,
    version: '1.2.3',
    afterMs: 60_000,
    open: (sink) => openAzureMonitor(sink, carrier),
    failed: (error) => {
      throw error;
    },
    ...given,
  };
}

const sent = (name: string): Envelope[] =>
  received.filter(({ data }) => data.baseData.metrics.some((metric) => metric.name === name));

describe('the export of metrics', () => {
  it('sends sums, distributions and latest values with their attributes, those measured before it was loaded too', async () => {
    const stop = exportMetrics(options());
    const consumer = { 'flowledger.consumer': 'engagement', 'flowledger.outcome': 'completed' };
    record('flowledger.outbox.deliveries', 2, consumer);
    record('flowledger.outbox.deliveries', 3, consumer);
    record('flowledger.outbox.lag', 60);
    record('flowledger.outbox.lag', 4);
    const request = { 'http.request.method': 'GET', 'http.route': 'api/me', 'http.response.status_code': 200 };
    for (const seconds of [0.25, 0.5]) record('http.server.request.duration', seconds, request);
    await stop();
    const [deliveries] = sent('flowledger.outbox.deliveries');
    expect(deliveries).toMatchObject({
      iKey: key,
      tags: { 'ai.cloud.role': 'flowledger' },
      data: { baseType: 'MetricData', baseData: { metrics: [{ value: 5 }], properties: consumer } },
    });
    expect(sent('flowledger.outbox.lag')[0]?.data.baseData.metrics).toMatchObject([{ value: 4 }]);
    const [durations] = sent('http.server.request.duration');
    expect(durations?.data.baseData.metrics).toMatchObject([{ value: 0.75, count: 2 }]);
    expect(durations?.data.baseData.properties).toMatchObject({ 'http.route': 'api/me' });
  });

  it('loads nothing before its time', async () => {
    const open = vi.fn<MetricExport['open']>(options().open);
    const stop = exportMetrics(options({ open }));
    record('flowledger.outbox.lag', 1);
    expect(open).not.toHaveBeenCalled();
    await stop();
    expect(open).toHaveBeenCalledOnce();
  });

  it('that cannot be opened says so once and is no reason to fail', async () => {
    const failed = vi.fn<MetricExport['failed']>();
    const stop = exportMetrics(
      options({
        connectionString: 'InstrumentationKey=none',
        open: (sink) => openAzureMonitor(sink),
        failed,
      }),
    );
    await stop();
    record('flowledger.outbox.lag', 1);
    expect(failed).toHaveBeenCalledOnce();
  });

  it('ends in time although the other side never answers', async () => {
    const close = (): Promise<void> => new Promise(() => undefined);
    const started = performance.now();
    await exportMetrics(options({ open: () => Promise.resolve({ take: () => undefined, close }) }))();
    expect(performance.now() - started).toBeLessThan(1900);
  });
});
