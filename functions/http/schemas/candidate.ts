import * as z from 'zod';
import { currency, id, isoTime, money, timeOut } from '../../../shared/http/schemas.ts';
import {
  candidateStatus,
  email,
  idOut,
  longText,
  memberId,
  owner,
  priority,
  reason,
  score,
  shortText,
  tags,
  title,
  valueBand,
  versionOut,
} from './workstream.ts';

const fields = {
  oneLinerScope: longText,
  valueBand,
  confidence: score.meta({ description: '0 to 1 with at most four decimal places; zero is a value.', example: 0.6 }),
  nextStep: longText,
  clientName: shortText,
  contactName: shortText,
  contactEmail: email,
  priority,
};
const signalIds = z.array(id).max(200);
const optionalFields = z.strictObject({ ...fields, owner, tags }).partial().shape;

/** What makes a candidate. */
export const newCandidate = z
  .strictObject({
    title,
    ...optionalFields,
    signalIds: signalIds.optional().meta({ description: 'Open signals that it is built from; each is touched by it.' }),
  })
  .meta({ id: 'NewCandidate' });

/** What may be changed of a candidate. */
export const candidatePatch = z
  .strictObject({ title: title.optional(), ...optionalFields })
  .meta({ id: 'CandidatePatch' });

export const candidateLink = z.strictObject({ signalIds: signalIds.min(1) }).meta({ id: 'CandidateLink' });

export const candidateStatusChange = z
  .strictObject({
    status: candidateStatus.meta({ description: '`promoted` promotes, exactly as the promote call does.' }),
    reason: reason.optional(),
  })
  .meta({ id: 'CandidateStatusChange' });

const promotionFields = z.strictObject({
  dueAt: isoTime.nullable().optional(),
  forecastValue: money.nullable().optional(),
  currency: currency.nullable().optional(),
});

/** What a promotion may say of the new pursuit. */
export const promotion = promotionFields
  .refine(({ forecastValue, currency: code }) => (forecastValue == null) === (code == null), {
    path: ['currency'],
    error: 'forecastValue and currency belong together: give both or neither.',
  })
  .meta({ id: 'Promotion' });

export const candidateSchema = z
  .object({
    id: idOut,
    title: z.string(),
    ...fields,
    contactEmail: z.string().nullable(),
    status: candidateStatus,
    owner: memberId.nullable(),
    tags: z.array(z.string()),
    lastTouchAt: timeOut,
    createdAt: timeOut,
    updatedAt: timeOut,
    version: versionOut,
  })
  .meta({ id: 'Candidate' });

export const candidateDetail = candidateSchema
  .extend({
    signalIds: z.array(idOut),
    pursuitId: idOut.nullable(),
  })
  .meta({ id: 'CandidateDetail' });
