import * as z from 'zod';
import type { GateVerdict, Witness, WitnessedEvent } from '../db/witness.ts';
import type { Answer } from './answer.ts';
import { blockerSchema } from './blocker-schema.ts';

/** The media type of a dry run's answer: never mistaken for the answer of a call that was made. */
export const dryRunType = 'application/vnd.flowledger.dry-run+json';

/** What `dryRun=true` answers when the call would succeed. */
export const dryRunSchema = z
  .strictObject({
    wouldAnswer: z
      .strictObject({
        status: z.int(),
        headers: z.record(z.string(), z.string()),
        body: z.unknown().meta({ description: 'As the call itself answers; null without a body.' }),
      })
      .meta({ description: 'The answer of the call itself. New ids in it are placeholders.' }),
    gates: z
      .array(
        z.strictObject({
          pursuitId: z.int(),
          to: z.string().meta({ description: 'The stage or outcome that the pursuit would have.' }),
          gate: z.string(),
          verdict: z.enum(['passed', 'overridden', 'blocked']),
          blockers: z.array(blockerSchema),
        }),
      )
      .meta({ description: 'What each gate on the way says.' }),
    events: z
      .array(
        z.strictObject({
          type: z.string(),
          recordType: z.string(),
          recordId: z.int(),
          sequence: z.int(),
          changed: z.array(z.string()),
          payload: z.record(z.string(), z.unknown()),
        }),
      )
      .meta({ description: 'The events that would be written, in their order.' }),
  })
  .meta({ id: 'DryRun', description: 'What would happen. Nothing did.' });

/** A witness that keeps what it is told. */
export interface Recorder extends Witness {
  readonly events: readonly WitnessedEvent[];
  readonly gates: readonly GateVerdict[];
}

export function recorder(): Recorder {
  const events: WitnessedEvent[] = [];
  const gates: GateVerdict[] = [];
  return { events, gates, event: (event) => void events.push(event), gate: (verdict) => void gates.push(verdict) };
}

/** The answer of a dry run whose call would have answered `would`. */
export function dryRunAnswer({ status, headers, body }: Answer, { events, gates }: Recorder): Answer {
  const wouldAnswer = { status, headers, body: body === null ? null : (JSON.parse(body) as unknown) };
  return {
    status: 200,
    headers: { 'content-type': dryRunType },
    body: JSON.stringify({ wouldAnswer, gates, events }),
  };
}
