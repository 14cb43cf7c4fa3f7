import type { OrgSettings } from '../../db/org-settings.ts';
import type { Gate } from '../../db/tables/workstream.ts';
import type { ShownStage } from '../pursuits/pursuit-machine.ts';

/** The value of a pursuit, as far as a policy asks for it. */
export interface PolicyFacts {
  readonly forecastValue: number | null;
}

/**
 * The gates that must be complete for a pursuit to become `to`. Default preset: pink to submit, red to close as won or lost. Colour-team: pink for red;
 * pink and red, and gold above the threshold, to submit; lost and no-bid are never blocked.
 */
export function gatesFor(settings: OrgSettings, to: ShownStage, facts: PolicyFacts): readonly Gate[] {
  switch (settings.gatePreset) {
    case 'default':
      return to === 'submit' ? ['pink'] : to === 'won' || to === 'lost' ? ['red'] : [];
    case 'colour-team': {
      if (to === 'red') return ['pink'];
      if (to !== 'submit') return [];
      return (facts.forecastValue ?? 0) > settings.goldThreshold ? ['pink', 'red', 'gold'] : ['pink', 'red'];
    }
  }
}

/** The gates whose checklists a new pursuit gets. */
export function gatesOfPreset(settings: OrgSettings): readonly Gate[] {
  return settings.gatePreset === 'default' ? ['pink', 'red'] : ['pink', 'red', 'gold'];
}
