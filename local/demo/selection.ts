import type { DealStage, Opportunity } from './opportunities.ts';

/** Of a small load: so many in twenty of each kind, so that there is open work to see and history to count. */
const shares: Readonly<Record<DealStage, number>> = { Prospecting: 4, Engaging: 6, Won: 6, Lost: 4 };

/** The last `count` opportunities, open and closed; those without a date are as recent as any. The order is that of their last date. */
export function lastOnes(all: readonly Opportunity[], count: number): readonly Opportunity[] {
  const sorted = all.toSorted((a, b) => lastDay(a) - lastDay(b) || (a.id < b.id ? -1 : 1));
  if (count >= all.length) return sorted;
  const chosen = new Set(
    (Object.keys(shares) as DealStage[]).flatMap((stage) => {
      const share = Math.round((count * shares[stage]) / 20);
      return share === 0 ? [] : sorted.filter((one) => one.stage === stage).slice(-share);
    }),
  );
  return sorted.filter((one) => chosen.has(one));
}

function lastDay({ closedOn, engagedOn }: Opportunity): number {
  return (closedOn ?? engagedOn)?.getTime() ?? Number.MAX_SAFE_INTEGER;
}
