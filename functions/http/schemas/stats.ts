import * as z from 'zod';
import { slaMetric, stage, workRecordType } from './workstream.ts';

const count = z.int().min(0);
const rate = z.number().min(0).max(1).nullable();
const wins = z.object({ won: count, lost: count, rate }).meta({ id: 'Wins' });

/** The answer of the statistics. Rates are 0–1 with four places, null where there is nothing to divide by. */
export const statsSchema = z
  .object({
    signals: z.object({ open: count, linked: count, dismissed: count }),
    candidates: z.object({
      new: count,
      triaged: count,
      nurture: count,
      on_hold: count,
      promoted: count,
      archived: count,
    }),
    pursuits: z.array(
      z.object({
        stage,
        count,
        value: z.array(z.object({ currency: z.string(), amount: z.number() })),
      }),
    ),
    conversion: z.object({
      signalToCandidate: rate,
      candidateToPursuit: rate,
      pursuitToSubmit: rate,
      submitToWon: rate,
    }),
    winRate: wins.extend({ byGates: z.object({ complete: wins, overridden: wins }) }),
    sla: z.array(
      z.object({
        metric: slaMetric,
        judged: count,
        met: count,
        breached: count,
        excused: count,
        raw: rate,
        withExcuses: rate,
      }),
    ),
    workload: z.array(z.object({ owner: z.string().nullable(), open: count, breached: count })),
    ageing: z.array(
      z.object({
        type: workRecordType,
        under7: count,
        from7to30: count,
        from30to90: count,
        over90: count,
      }),
    ),
  })
  .meta({ id: 'Stats' });
