import * as z from 'zod';
import { blockerSchema } from '../../../shared/http/blocker-schema.ts';
import { currency, id, isoTime, requiredText, textField, timeOut } from '../../../shared/http/schemas.ts';
import {
  amount,
  currencyCode,
  email,
  gate,
  idOut,
  memberId,
  owner,
  priority,
  reason,
  score,
  shortText,
  stage,
  tags,
  title,
  valueBand,
  versionOut,
} from './workstream.ts';

const lostCategory = z.enum(['timing', 'competition', 'budget', 'fit', 'other']).meta({ id: 'LostCategory' });

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
  .partial()
  .meta({ id: 'PursuitPatch' });

export const pursuitSchema = z
  .object({
    id: idOut,
    candidateId: idOut,
    title: z.string(),
    stage,
    ...fields,
    currency: currency.nullable(),
    owner: memberId.nullable(),
    captureLead: memberId.nullable(),
    proposalManager: memberId.nullable(),
    dueAt: timeOut.nullable(),
    tags: z.array(z.string()),
    lostCategory: lostCategory.nullable(),
    lostCode: z.string().nullable(),
    lostText: z.string().nullable(),
    gateOverridden: z.boolean().meta({ description: 'A manager passed an incomplete gate on its way.' }),
    submittedAt: timeOut.nullable(),
    submittedProposalId: idOut.nullable(),
    closedAt: timeOut.nullable(),
    createdAt: timeOut,
    updatedAt: timeOut,
    version: versionOut,
  })
  .meta({ id: 'Pursuit' });

export const lostReason = z
  .strictObject({
    category: lostCategory,
    code: requiredText(60).nullable().optional(),
    text: textField(1000).nullable().optional(),
  })
  .meta({ id: 'LostReason' });
const overrideReason = reason.optional().meta({ description: "A manager's reason to pass an incomplete gate." });
const submission = {
  proposalId: id.optional().meta({
    description: 'A proposal of this pursuit; the latest version when left out. For a submission only.',
  }),
  recipients: z.array(email.unwrap()).max(50).optional().meta({
    description:
      'Whom the draft goes to; none where the bid is handed in by another way. For a submission only, and not for a proposal that is sent already.',
  }),
};

export const stageMove = z
  .strictObject({
    stage,
    overrideReason,
    lost: lostReason.optional().meta({ description: 'Needed when stage is lost, refused with any other.' }),
    ...submission,
  })
  .meta({ id: 'StageMove' });
export const submitMove = z
  .strictObject({ overrideReason, ...submission })
  .meta({ id: 'SubmitMove' })
  .optional();
export const closeMove = z.strictObject({ overrideReason }).meta({ id: 'CloseMove' }).optional();
export const lostMove = z.strictObject({ ...lostReason.shape, overrideReason }).meta({ id: 'LostMove' });

export const explainedTransitions = z
  .object({
    stage,
    transitions: z.array(
      z.object({
        to: stage,
        allowed: z.boolean(),
        overridable: z.boolean().meta({ description: 'A manager could pass it with a reason.' }),
        blockers: z.array(blockerSchema),
      }),
    ),
  })
  .meta({ id: 'ExplainedTransitions' });

export const checklistItem = z
  .object({
    id: idOut,
    pursuitId: idOut,
    gate,
    templateVersion: z.int(),
    key: z.string(),
    position: z.int(),
    text: z.string(),
    required: z.boolean(),
    evidenceRequired: z.boolean(),
    verifierRole: z.string(),
    verifierDiffers: z.boolean().meta({
      description:
        'The author of the proposal at stake may not complete it: of the submitted one, before that of the latest. Completed by that author, it does not count.',
    }),
    completedAt: timeOut.nullable(),
    completedBy: memberId.nullable(),
    evidence: z.string().nullable(),
    createdAt: timeOut,
    updatedAt: timeOut,
    version: versionOut,
  })
  .meta({ id: 'ChecklistItem' });

const completion = z
  .object({
    gate: gate.nullable(),
    total: z.int(),
    completed: z.int(),
    percent: z.int(),
    ready: z.boolean().meta({ description: 'Every required item is complete and counts.' }),
  })
  .meta({ id: 'GateCompletion' });

export const checklistSchema = z
  .object({
    items: z.array(checklistItem),
    gates: z.array(completion),
    overall: completion,
  })
  .meta({ id: 'Checklist' });

export const itemCompletion = z
  .strictObject({ evidence: textField(2000).nullable().optional() })
  .meta({ id: 'ItemCompletion' })
  .optional();
