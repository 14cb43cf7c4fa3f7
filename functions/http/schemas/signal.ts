import * as z from 'zod';
import { keyField, textField, timeOut } from '../../../shared/http/schemas.ts';
import {
  email,
  idOut,
  longText,
  memberId,
  owner,
  score,
  shortText,
  signalStatus,
  sourceType,
  tags,
  versionOut,
} from './workstream.ts';

const fields = {
  sourceRef: shortText,
  snippet: textField(4000).nullable(),
  problemPhrase: longText,
  solutionHint: longText,
  urgencyScore: score.meta({ description: '0 to 1 with at most four decimal places; zero is a value.', example: 0.8 }),
  contactName: shortText,
  contactEmail: email,
  contactPhone: textField(40).nullable(),
  companyName: shortText,
  companyDomain: textField(255).nullable(),
};

const optionalFields = z.strictObject({ ...fields, owner, tags }).partial().shape;

/** What makes a signal. */
export const newSignal = z
  .strictObject({
    sourceType,
    ...optionalFields,
    dedupeKey: keyField(255).nullable().optional().meta({
      description:
        'Your own natural key, not ending in a blank. Left out: derived. Null: this signal is never a duplicate. A key of your own, or null, makes a second signal of the same contact.',
    }),
  })
  .meta({ id: 'NewSignal' });

/** What may be changed of a signal. */
export const signalPatch = z.strictObject(optionalFields).meta({ id: 'SignalPatch' });

export const signalSchema = z
  .object({
    id: idOut,
    sourceType,
    ...fields,
    contactEmail: z.string().nullable(),
    owner: memberId.nullable(),
    tags: z.array(z.string()),
    dedupeKey: z.string().nullable(),
    status: signalStatus,
    dismissReason: z.string().nullable(),
    firstTouchAt: timeOut.nullable(),
    createdAt: timeOut,
    updatedAt: timeOut,
    version: versionOut,
  })
  .meta({ id: 'Signal' });

export const createdSignal = signalSchema.extend({ deduplicated: z.boolean() }).meta({ id: 'TakenSignal' });
