import { z } from 'zod';
import { currency, id, isoTime, requiredText, textField, timeOut } from '../../../shared/http/schemas.ts';
import {
  amount,
  currencyCode,
  email,
  gates,
  idOut,
  memberId,
  owner,
  priority,
  reason,
  score,
  shortText,
  stages,
  tags,
  title,
  valueBand,
  versionOut,
} from './workstream.ts';

const lostCategories = ['timing', 'competition', 'budget', 'fit', 'other'] as const;

const fields = {
  clientName: shortText,
  complianceScore: score,
  forecastValue: amount,
  currency: currencyCode,
  winProbability: score,
  valueBand,
  priority,
};

/** What may be changed of a pursuit. */
export const pursuitPatch = z
  .strictObject({
    title,
    ...fields,
    owner,
    captureLead: owner,
    proposalManager: owner,
    dueAt: isoTime.nullable(),
    tags,
  })
  .partial();

export const pursuitSchema = z.object({
  id: idOut,
  candidateId: idOut,
  title: z.string(),
  stage: z.enum(stages),
  ...fields,
  currency: currency.nullable(),
  owner: memberId.nullable(),
  captureLead: memberId.nullable(),
  proposalManager: memberId.nullable(),
  dueAt: timeOut.nullable(),
  tags: z.array(z.string()),
  lostCategory: z.enum(lostCategories).nullable(),
  lostCode: z.string().nullable(),
  lostText: z.string().nullable(),
  gateOverridden: z.boolean().meta({ description: 'A manager passed an incomplete gate on its way.' }),
  submittedAt: timeOut.nullable(),
  submittedProposalId: idOut.nullable(),
  closedAt: timeOut.nullable(),
  createdAt: timeOut,
  updatedAt: timeOut,
  version: versionOut,
});

export const lostReason = z.strictObject({
  category: z.enum(lostCategories),
  code: requiredText(60).nullable().optional(),
  text: textField(1000).nullable().optional(),
});
const overrideReason = reason.optional().meta({ description: "A manager's reason to pass an incomplete gate." });
const submission = {
  proposalId: id.optional().meta({ description: 'A proposal of this pursuit; the latest version when left out.' }),
  recipients: z.array(email.unwrap()).max(50).optional(),
};

export const stageMove = z.strictObject({
  stage: z.enum(stages),
  overrideReason,
  lost: lostReason.optional().meta({ description: 'Needed when stage is lost.' }),
  ...submission,
});
export const submitMove = z.strictObject({ overrideReason, ...submission }).optional();
export const closeMove = z.strictObject({ overrideReason }).optional();
export const lostMove = z.strictObject({ ...lostReason.shape, overrideReason });

export const explainedTransitions = z.object({
  stage: z.enum(stages),
  transitions: z.array(
    z.object({
      to: z.enum(stages),
      allowed: z.boolean(),
      overridable: z.boolean().meta({ description: 'A manager could pass it with a reason.' }),
      blockers: z.array(
        z.object({
          kind: z.enum(['checklist_item', 'proposal_missing', 'transition_not_allowed']),
          gate: z.enum(gates).optional(),
          itemId: idOut.optional(),
          itemKey: z.string().optional(),
          message: z.string(),
          clearableBy: z.array(z.string()),
        }),
      ),
    }),
  ),
});

export const checklistItem = z.object({
  id: idOut,
  pursuitId: idOut,
  gate: z.enum(gates),
  templateVersion: z.int(),
  key: z.string(),
  position: z.int(),
  text: z.string(),
  required: z.boolean(),
  evidenceRequired: z.boolean(),
  verifierRole: z.string(),
  verifierDiffers: z.boolean().meta({ description: 'The author of the latest proposal may not complete it.' }),
  completedAt: timeOut.nullable(),
  completedBy: memberId.nullable(),
  evidence: z.string().nullable(),
  createdAt: timeOut,
  updatedAt: timeOut,
  version: versionOut,
});

const completion = z.object({
  gate: z.enum(gates).nullable(),
  total: z.int(),
  completed: z.int(),
  percent: z.int(),
  ready: z.boolean().meta({ description: 'Every required item is complete.' }),
});

export const checklistSchema = z.object({
  items: z.array(checklistItem),
  gates: z.array(completion),
  overall: completion,
});

export const itemCompletion = z.strictObject({ evidence: textField(2000).nullable().optional() }).optional();
