import { Agent, request } from 'node:http';

/** One request of a load; the body is JSON. */
export interface Call {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly body?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface LoadOptions {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  /** How many requests are under way at any time, each on a connection of its own. */
  readonly connections: number;
  readonly seconds: number;
  /** The next call of connection `lane`, counted from 0 on each. */
  readonly next: (lane: number, turn: number) => Call;
}

/** What a load came to. Times in milliseconds, from the request's first byte to the answer's last. */
export interface LoadResult {
  readonly requestsPerSecond: number;
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
  readonly count: number;
}

/** Keeps `connections` requests under way for `seconds`. Rejects at the first answer that is not a 2xx: a figure of refusals says nothing. */
export async function runLoad(options: LoadOptions): Promise<LoadResult> {
  const { connections, seconds, next } = options;
  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  const base = new URL(options.url);
  const times: number[] = [];
  const started = performance.now();
  const end = started + seconds * 1000;
  const lane = async (index: number): Promise<void> => {
    for (let turn = 0; performance.now() < end; turn += 1) {
      const call = next(index, turn);
      const sent = performance.now();
      await send(base, agent, call, options.headers);
      times.push(performance.now() - sent);
    }
  };
  try {
    await Promise.all(Array.from({ length: connections }, (_, index) => lane(index)));
  } finally {
    agent.destroy();
  }
  const elapsed = (performance.now() - started) / 1000;
  times.sort((a, b) => a - b);
  const at = (share: number): number => times[Math.min(times.length - 1, Math.floor(times.length * share))] ?? NaN;
  return { requestsPerSecond: times.length / elapsed, p50: at(0.5), p95: at(0.95), p99: at(0.99), count: times.length };
}

function send(base: URL, agent: Agent, call: Call, headers: LoadOptions['headers']): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const body = call.body ?? '';
  const about = body === '' ? {} : { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) };
  const outgoing = request(
    {
      agent,
      host: base.hostname,
      port: base.port,
      method: call.method,
      path: call.path,
      headers: { ...headers, ...call.headers, ...about },
    },
    (response) => {
      const { statusCode = 0 } = response;
      if (statusCode >= 200 && statusCode < 300) {
        response.resume();
        response.on('end', resolve);
      } else {
        let text = '';
        response.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
        response.on('end', () => reject(new Error(`${call.method} ${call.path}: ${statusCode} ${text.slice(0, 500)}`)));
      }
      response.on('error', reject);
    },
  );
  outgoing.on('error', reject);
  outgoing.end(body);
  return promise;
}
