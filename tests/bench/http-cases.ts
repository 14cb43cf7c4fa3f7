import type { Call } from './load.ts';

/** What is measured; every program answers the same calls. */
export const caseNames = ['read by id', 'list of 50', 'create', 'transition'] as const;
export type CaseName = (typeof caseNames)[number];

/** What the ratio aims at: requests a second of the app to those of the yardstick. */
export const aims: Readonly<Record<CaseName, number>> = {
  'read by id': 0.5,
  'list of 50': 0.5,
  create: 0.4,
  transition: 0.4,
};

/** Ids that the calls may name. */
export interface Known {
  readonly signals: readonly number[];
  /** Pursuits in stage qual that may go to pink and back; one for each connection. */
  readonly pursuits: readonly number[];
}

/** Makes the next call of a connection (`lane`, from 0). */
export type NextCall = (lane: number) => Call;

/** The calls over the rows of a database. A transition goes there and back, so that it can go on for ever. */
export function httpCases({ signals, pursuits }: Known): Readonly<Record<CaseName, NextCall>> {
  const signal = JSON.stringify({ sourceType: 'form', problemPhrase: 'Their quotes take a week' });
  const stages = new Map<number, string>();
  return {
    'read by id': () => {
      const id = signals[Math.floor(Math.random() * signals.length)] ?? 0;
      return { method: 'GET', path: `/api/signals/${id}` };
    },
    'list of 50': () => ({ method: 'GET', path: '/api/signals?limit=50' }),
    create: () => ({ method: 'POST', path: '/api/signals', body: signal }),
    transition: (lane) => {
      const pursuit = pursuits[lane] ?? 0;
      const stage = stages.get(pursuit) === 'pink' ? 'qual' : 'pink';
      stages.set(pursuit, stage);
      return { method: 'POST', path: `/api/pursuits/${pursuit}/stage`, body: JSON.stringify({ stage }) };
    },
  };
}
