import * as z from 'zod';

/** One thing that holds a transition back. */
export const blockerSchema = z
  .object({
    kind: z.enum(['checklist_item', 'proposal_missing', 'transition_not_allowed']).meta({ id: 'BlockerKind' }),
    gate: z.string().optional(),
    itemId: z.int().optional(),
    itemKey: z.string().optional(),
    message: z.string(),
    clearableBy: z.array(z.string()).meta({ description: 'Roles that may clear it.' }),
    notBy: z.string().optional().meta({
      description:
        'The member who may not clear it, whatever their role: the author of the proposal, where somebody else must verify.',
    }),
    evidenceRequired: z.boolean().optional().meta({ description: 'True where clearing it takes evidence.' }),
  })
  .meta({ id: 'Blocker' });
