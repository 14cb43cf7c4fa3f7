import * as z from 'zod';
import {
  currency,
  emailField,
  id,
  money,
  ratio,
  requiredText,
  tagList,
  textField,
} from '../../../shared/http/schemas.ts';
import { shownStages } from '../../../shared/workstream/pursuits/pursuit-machine.ts';

/* Field types that several resources of the workstream share. */

export const sourceTypes = ['email', 'ad', 'call', 'note', 'form', 'referral', 'import', 'api'] as const;
export const signalStatuses = ['open', 'linked', 'dismissed'] as const;
export const candidateStatuses = ['new', 'triaged', 'nurture', 'on_hold', 'promoted', 'archived'] as const;
export const valueBands = ['low', 'medium', 'high'] as const;
export const priorities = ['urgent', 'high', 'medium', 'low'] as const;
export const gates = ['pink', 'red', 'gold'] as const;
export const stages = shownStages;
const recordTypes = ['signal', 'candidate', 'pursuit'] as const;
const metrics = ['triage', 'proposal', 'response'] as const;

/* The same as schemas of their own, named in the OpenAPI document. */

export const sourceType = z.enum(sourceTypes).meta({ id: 'SourceType' });
export const signalStatus = z.enum(signalStatuses).meta({ id: 'SignalStatus' });
export const candidateStatus = z.enum(candidateStatuses).meta({ id: 'CandidateStatus' });
export const gate = z.enum(gates).meta({ id: 'Gate' });
export const stage = z.enum(stages).meta({ id: 'Stage' });
export const workRecordType = z.enum(recordTypes).meta({ id: 'WorkRecordType' });
export const actorKind = z.enum(['user', 'service', 'agent']).meta({ id: 'ActorKind' });
export const slaMetric = z.enum(metrics).meta({ id: 'SlaMetric' });

/** The subject of a member. */
export const memberId = requiredText(128).meta({ description: 'The subject of a member of your organisation.' });

/** `owner=me` or a member's subject. */
export const ownerFilter = textField(128).min(1).meta({
  description: '`me`, or the subject of a member. A `|` is taken literally.',
  example: 'me',
});

export const tagFilter = textField(64)
  .min(1)
  .meta({ description: 'Only records with this tag. A `|` is taken literally.' });

/** Null clears. */
export const title = requiredText(200);
export const shortText = textField(200).nullable();
export const longText = textField(1000).nullable();
export const email = emailField.nullable();
export const score = ratio.nullable();
export const amount = money.nullable();
export const currencyCode = currency.nullable();
export const owner = memberId
  .nullable()
  .meta({ description: 'A member of your organisation: somebody who has called with a token of it; else a 400.' });
export const valueBand = z.enum(valueBands).meta({ id: 'ValueBand' }).nullable();
export const tier = z.enum(priorities).meta({ id: 'Priority' });
export const priority = tier.nullable();
export const tags = tagList;
export const reason = requiredText(1000).meta({ description: 'Why; it stands in the audit trail.' });
export const versionOut = z.int().meta({ description: 'Rises with every change; the ETag.' });
export const idOut = id;
