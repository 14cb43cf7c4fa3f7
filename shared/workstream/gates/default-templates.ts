import type { RequiredRole } from '../../auth/roles.ts';
import type { Gate } from '../../db/tables/workstream.ts';

/** One item of a checklist template. */
export interface TemplateItem {
  readonly key: string;
  readonly text: string;
  readonly required: boolean;
  readonly evidenceRequired: boolean;
  /** The least role that may complete it. */
  readonly verifierRole: Exclude<RequiredRole, 'viewer'>;
  /** The verifier must not be the author of the proposal that a move is about. */
  readonly verifierDiffers: boolean;
}

const item = (key: string, text: string, more: Partial<TemplateItem> = {}): TemplateItem => ({
  key,
  text,
  required: true,
  evidenceRequired: false,
  verifierRole: 'member',
  verifierDiffers: false,
  ...more,
});

/** Version 1 of the templates of a new organisation. Our own wording. */
export const defaultTemplates: Readonly<Record<Gate, readonly TemplateItem[]>> = {
  pink: [
    item('requirements-mapped', 'Every requirement is mapped to a section and an owner'),
    item('outline-follows-buyer', "The outline follows the buyer's order and limits"),
    item('win-themes-agreed', 'Win themes are agreed'),
    item('approach-consistent', 'Solution, schedule and price approach are consistent'),
    item('gaps-listed', 'Gaps are listed, each with an owner and a date'),
  ],
  red: [
    item('draft-complete', 'The full draft has no holes'),
    item('requirements-answered', 'Every requirement is answered'),
    item('scored-independently', 'Two people who did not write it have scored it', { verifierDiffers: true }),
    item('claims-substantiated', 'Claims are substantiated'),
    item('findings-closed', 'Critical findings are closed'),
    item('summary-stands-alone', 'The executive summary stands alone'),
  ],
  gold: [
    item('price-approved', 'The price is approved', { verifierRole: 'manager' }),
    item('terms-approved', 'The terms are approved', { verifierRole: 'manager' }),
    item('capacity-confirmed', 'Capacity is confirmed'),
    item('submission-checked', 'Forms and submission method are checked'),
  ],
};
