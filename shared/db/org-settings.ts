import { parseJson } from './json.ts';
import type { Priority } from './tables/workstream.ts';

/** Weights of the Today order; product defaults in `defaultOrgSettings`. */
export interface TodayWeights {
  readonly urgency: {
    readonly breached: number;
    readonly overdue: number;
    readonly dueSoon: number;
    readonly normal: number;
  };
  readonly value: { readonly high: number; readonly medium: number; readonly low: number };
  readonly stage: { readonly submit: number; readonly red: number; readonly pink: number; readonly qual: number };
  /** The least score of a tier. */
  readonly tiers: Readonly<Record<Exclude<Priority, 'low'>, number>>;
}

export interface OrgSettings {
  readonly gatePreset: 'default' | 'colour-team';
  /** Colour-team: above this forecast value, submit needs Gold too. */
  readonly goldThreshold: number;
  readonly today: TodayWeights;
}

/** What an organisation has set, as its row keeps it; what it has not set is the product's default. */
export function orgSettingsOf(kept: string): OrgSettings {
  return { ...defaultOrgSettings, ...parseJson<Partial<OrgSettings>>(kept) };
}

/** What a new organisation starts with. */
export const defaultOrgSettings: OrgSettings = {
  gatePreset: 'default',
  goldThreshold: 250_000,
  today: {
    urgency: { breached: 100, overdue: 75, dueSoon: 50, normal: 20 },
    value: { high: 30, medium: 15, low: 5 },
    stage: { submit: 35, red: 25, pink: 15, qual: 10 },
    tiers: { urgent: 120, high: 80, medium: 50 },
  },
};
