// A program of its own that runs the deployable bundle of the folder it is started in, for tests that kill it. Its parent fires the timers.
import { startHost } from '../../local/host/start-host.ts';
import type { Ask, Tell } from './app-process.ts';

const tell = (message: Tell): void => void process.send?.(message);

const host = await startHost({
  root: process.cwd(),
  port: 0,
  timers: 'manual',
  log: ({ level, message }) => {
    if (level === 'error' || level === 'critical' || level === 'warning') tell({ kind: 'trouble', message });
  },
});

process.on('message', ({ id, timer }: Ask) => {
  if (timer === null) {
    globalThis.gc?.();
    const { rss, heapUsed: heap } = process.memoryUsage();
    return tell({ kind: 'memory', id, rss, heap });
  }
  void host.fireTimer(timer).then(({ ok, error }) => tell({ kind: 'fired', id, ok, error: error ?? null }));
});
// The parent has ended, or asks for an orderly end.
process.once('disconnect', () => void host.stop().then(() => process.exit()));
if (host.startupError !== undefined) tell({ kind: 'trouble', message: String(host.startupError) });
tell({ kind: 'ready', url: host.url });
