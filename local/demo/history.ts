import type { CandidateStatus, PursuitStage } from '../../shared/db/tables/workstream.ts';
import { chance } from './chance.ts';
import type { Opportunity } from './opportunities.ts';

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

/** The day after the data's last one: it becomes today. */
const endOfData = Date.UTC(2018, 0, 1);

/** A move of a pursuit and when it happened. */
export interface Step {
  readonly to: PursuitStage | 'won' | 'lost';
  readonly at: Date;
}

/** What became of an opportunity, step by step. What is null has not happened. */
export interface History {
  readonly signalAt: Date;
  readonly candidate: {
    readonly at: Date;
    readonly triagedAt: Date | null;
    /** The status in which it still is; a promoted one was triaged before. */
    readonly status: Extract<CandidateStatus, 'new' | 'triaged' | 'nurture' | 'promoted'>;
  } | null;
  readonly pursuit: { readonly at: Date; readonly dueAt: Date; readonly steps: readonly Step[] } | null;
}

/** Tells the history of an opportunity as of `now`: no time is later. */
export function historyOf(opportunity: Opportunity, now: Date): History {
  if (opportunity.stage === 'Prospecting') return prospecting(opportunity, now);
  if (opportunity.stage === 'Engaging') return engaging(opportunity, now);
  return closed(opportunity, now);
}

/** Fresh work: half of it raw signals, of all ages that the triage time knows, the rest candidates in the making. */
function prospecting({ id }: Opportunity, now: Date): History {
  const kind = chance(id, 'kind');
  if (kind < 0.5) return { signalAt: ago(now, chance(id, 'age') * 60 * hour), candidate: null, pursuit: null };
  const at = ago(now, (1 + chance(id, 'age') * 20) * day);
  const triagedAt = kind < 0.65 ? null : between(at, now, 0.1);
  const status = kind < 0.65 ? 'new' : kind < 0.88 ? 'triaged' : 'nurture';
  return { signalAt: ago(at, touchedAfter(id)), candidate: { at, triagedAt, status }, pursuit: null };
}

/** Open pursuits in every stage. Most were promoted within the last days, so that their clocks stand everywhere. */
function engaging({ id, engagedOn }: Opportunity, now: Date): History {
  const engagedAt = duringTheDay(id, shifted(engagedOn, now), now);
  const recently = ago(now, (0.1 + chance(id, 'promoted') * 5) * day);
  const at = chance(id, 'waited') < 0.7 && recently > engagedAt ? recently : engagedAt;
  const stages = (['pink', 'red', 'submit'] as const).slice(0, Math.floor(chance(id, 'stage') * 4));
  const steps = stages.map((to, i) => ({ to, at: between(at, now, (i + 1) / 5) }));
  return { ...untilPromotion(id, engagedAt), pursuit: { at, dueAt: dueAt(id, now), steps } };
}

/** A deal of the past: engaged, nurtured until some days before its end, then pursued to it. */
function closed({ id, stage, engagedOn, closedOn }: Opportunity, now: Date): History {
  const engagedAt = duringTheDay(id, shifted(engagedOn, now), now);
  const end = later(duringTheDay(`${id} end`, shifted(closedOn, now), now), engagedAt);
  const begin = ago(end, (2 + chance(id, 'pursued') * 9) * day);
  const at = begin > engagedAt ? begin : engagedAt;
  const steps = [
    { to: 'pink' as const, at: between(at, end, 0.1) },
    { to: 'red' as const, at: between(at, end, 0.3) },
    { to: 'submit' as const, at: between(at, end, 0.35 + chance(id, 'submitted') * 0.3) },
    { to: stage === 'Won' ? ('won' as const) : ('lost' as const), at: end },
  ];
  return { ...untilPromotion(id, engagedAt), pursuit: { at, dueAt: end, steps } };
}

function untilPromotion(id: string, engagedAt: Date): Pick<History, 'signalAt'> & { candidate: History['candidate'] } {
  const at = ago(engagedAt, (4 + chance(id, 'qualified') * 40) * hour);
  return {
    signalAt: ago(at, touchedAfter(id)),
    candidate: { at, triagedAt: between(at, engagedAt, 0.5), status: 'promoted' },
  };
}

/** Three of four signals are touched within the 24 hours of the default rule. */
function touchedAfter(id: string): number {
  return (1 + chance(id, 'touched') * 31) * hour;
}

/** One pursuit in six is due at the end of today, the others from three days ago to a month ahead. */
function dueAt(id: string, now: Date): Date {
  const dayOffset = chance(id, 'due today') < 1 / 6 ? 0 : Math.floor(chance(id, 'due') * 33) - 3;
  return new Date(Math.floor(now.getTime() / day) * day + (dayOffset + 1) * day - 1);
}

/** A day of the data, moved by whole days so that the data ends yesterday. Throws without one. */
function shifted(date: Date | null, now: Date): number {
  if (date === null) throw new Error('A deal that was engaged has its dates.');
  return date.getTime() + Math.floor(now.getTime() / day) * day - endOfData;
}

function duringTheDay(id: string, midnight: number, now: Date): Date {
  return new Date(Math.min(midnight + 8 * hour + Math.floor(chance(id, 'time of day') * 9 * hour), now.getTime()));
}

function ago(from: Date, ms: number): Date {
  return new Date(from.getTime() - Math.floor(ms));
}

/** The moment a share of the way from `from` to `to`. */
function between(from: Date, to: Date, share: number): Date {
  return new Date(from.getTime() + Math.floor((to.getTime() - from.getTime()) * share));
}

/** `time`, or an hour after `floor` where the data says less. */
function later(time: Date, floor: Date): Date {
  return time > floor ? time : new Date(floor.getTime() + hour);
}
