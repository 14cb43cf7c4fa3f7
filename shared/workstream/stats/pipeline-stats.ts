import type { TenantSession } from '../../db/session.ts';
import type { CandidateStatus, SignalStatus } from '../../db/tables/workstream.ts';
import { shownStage, shownStages, type ShownStage } from '../pursuits/pursuit-machine.ts';
import { share } from './share.ts';

export interface StageFigures {
  readonly stage: ShownStage;
  readonly count: number;
  readonly value: readonly { readonly currency: string; readonly amount: number }[];
}

export interface WinFigures {
  readonly won: number;
  readonly lost: number;
  /** won ÷ (won + lost), 0–1; null while nothing is closed. */
  readonly rate: number | null;
}

export interface PipelineStats {
  readonly signals: Readonly<Record<SignalStatus, number>>;
  readonly candidates: Readonly<Record<CandidateStatus, number>>;
  readonly pursuits: readonly StageFigures[];
  /** Shares of what entered a step that went on; null while nothing entered. */
  readonly conversion: {
    readonly signalToCandidate: number | null;
    readonly candidateToPursuit: number | null;
    readonly pursuitToSubmit: number | null;
    readonly submitToWon: number | null;
  };
  readonly winRate: WinFigures & {
    readonly byGates: { readonly complete: WinFigures; readonly overridden: WinFigures };
  };
}

/** Counts, values and conversion of the whole pipeline. Three round trips. */
export async function pipelineStats(session: TenantSession): Promise<PipelineStats> {
  const { db, orgId } = session;
  const signalRows = await db
    .selectFrom('signal')
    .select((eb) => ['status', eb.fn.countAll<number>().as('count')])
    .where('orgId', '=', orgId)
    .where('deletedAt', 'is', null)
    .groupBy('status')
    .execute();
  const candidateRows = await db
    .selectFrom('candidate')
    .select((eb) => ['status', eb.fn.countAll<number>().as('count')])
    .where('orgId', '=', orgId)
    .where('deletedAt', 'is', null)
    .groupBy('status')
    .execute();
  const rows = await db
    .selectFrom('pursuit')
    .select((eb) => [
      'stage',
      'outcome',
      'currency',
      'gateOverridden',
      eb.fn.countAll<number>().as('count'),
      eb.fn.sum<number | null>('forecastValue').as('amount'),
      eb.fn.count<number>('submittedAt').as('submitted'),
    ])
    .where('orgId', '=', orgId)
    .groupBy(['stage', 'outcome', 'currency', 'gateOverridden'])
    .execute();
  const signals = { open: 0, linked: 0, dismissed: 0, ...countsOf(signalRows) };
  const candidates = { ...noCandidates, ...countsOf(candidateRows) };
  const total = (part: readonly { readonly count: number }[]): number => part.reduce((sum, row) => sum + row.count, 0);
  const win = (part: typeof rows): WinFigures => {
    const won = total(part.filter((row) => row.outcome === 'won'));
    const lost = total(part.filter((row) => row.outcome === 'lost'));
    return { won, lost, rate: share(won, won + lost) };
  };
  const submitted = rows.reduce((sum, row) => sum + row.submitted, 0);
  const overall = win(rows);
  return {
    signals,
    candidates,
    pursuits: shownStages.map((stage) =>
      figuresOf(
        stage,
        rows.filter((row) => shownStage(row) === stage),
      ),
    ),
    conversion: {
      signalToCandidate: share(signals.linked, signals.open + signals.linked + signals.dismissed),
      candidateToPursuit: share(
        candidates.promoted,
        Object.values(candidates).reduce((a, b) => a + b, 0),
      ),
      pursuitToSubmit: share(submitted, total(rows)),
      submitToWon: share(overall.won, submitted),
    },
    winRate: {
      ...overall,
      byGates: {
        complete: win(rows.filter((row) => !row.gateOverridden)),
        overridden: win(rows.filter((row) => row.gateOverridden)),
      },
    },
  };
}

const noCandidates: Record<CandidateStatus, number> = {
  new: 0,
  triaged: 0,
  nurture: 0,
  on_hold: 0,
  promoted: 0,
  archived: 0,
};

function countsOf<S extends string>(rows: readonly { status: S; count: number }[]): Partial<Record<S, number>> {
  return Object.fromEntries(rows.map((row) => [row.status, row.count])) as Partial<Record<S, number>>;
}

function figuresOf(
  stage: ShownStage,
  rows: readonly { currency: string | null; count: number; amount: number | null }[],
): StageFigures {
  const byCurrency = new Map<string, number>();
  for (const { currency, amount } of rows) {
    if (currency !== null && amount !== null) byCurrency.set(currency, (byCurrency.get(currency) ?? 0) + amount);
  }
  return {
    stage,
    count: rows.reduce((sum, row) => sum + row.count, 0),
    value: [...byCurrency]
      .map(([currency, amount]) => ({ currency, amount: Math.round(amount * 100) / 100 }))
      .sort((a, b) => a.currency.localeCompare(b.currency)),
  };
}
