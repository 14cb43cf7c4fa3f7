import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { RequestFigures } from '../../shared/http/request-telemetry.ts';

/** Runs `work` and answers the figures of the requests that ended meanwhile, in their order. */
export async function figuresOf(work: () => Promise<unknown>): Promise<RequestFigures[]> {
  const seen: RequestFigures[] = [];
  const listen = (message: unknown): void => void seen.push(message as RequestFigures);
  subscribe('flowledger:request', listen);
  try {
    await work();
    return seen;
  } finally {
    unsubscribe('flowledger:request', listen);
  }
}
