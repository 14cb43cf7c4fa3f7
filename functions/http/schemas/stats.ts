import { z } from 'zod';
import { stages } from './workstream.ts';

const count = z.int().min(0);
const rate = z.number().min(0).max(1).nullable();
const wins = z.object({ won: count, lost: count, rate });

/** The answer of the statistics. Rates are 0–1 with four places, null where there is nothing to divide by. */
export const statsSchema = z.object({
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
      stage: z.enum(stages),
      count,
      value: z.array(z.object({ currency: z.string(), amount: z.number() })),
    }),
  ),
  conversion: z.object({ signalToCandidate: rate, candidateToPursuit: rate, pursuitToSubmit: rate, submitToWon: rate }),
  winRate: wins.extend({ byGates: z.object({ complete: wins, overridden: wins }) }),
  sla: z.array(
    z.object({
      metric: z.enum(['triage', 'proposal', 'response']),
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
      type: z.enum(['signal', 'candidate', 'pursuit']),
      under7: count,
      from7to30: count,
      from30to90: count,
      over90: count,
    }),
  ),
});
