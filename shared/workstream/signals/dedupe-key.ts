import { createHash } from 'node:crypto';

/** What a natural key is derived from. */
export interface KeyFacts {
  readonly sourceType: string;
  readonly contactEmail?: string | null | undefined;
  readonly contactPhone?: string | null | undefined;
  readonly companyDomain?: string | null | undefined;
}

/**
 * The natural key of a signal whose caller gave none: its source with the first of e-mail, phone and domain that there is, normalised. Null
 * when there is none of them: such signals are never the same.
 */
export function deriveDedupeKey(facts: KeyFacts): string | null {
  const identity = emailOf(facts.contactEmail) ?? phoneOf(facts.contactPhone) ?? domainOf(facts.companyDomain);
  return identity === null ? null : `${facts.sourceType}|${shortened(identity)}`;
}

function emailOf(email: string | null | undefined): string | null {
  const text = email?.normalize('NFKC').trim().toLowerCase();
  return text === undefined || text === '' ? null : `email:${text}`;
}

/** Digits, and a leading plus; `00` is a plus. Fewer than five digits identify nobody. */
function phoneOf(phone: string | null | undefined): string | null {
  const text = phone?.normalize('NFKC').trim() ?? '';
  const digits = text.replace(/\D/g, '');
  if (digits.length < 5) return null;
  if (digits.startsWith('00')) return `phone:+${digits.slice(2)}`;
  return `phone:${text.startsWith('+') ? '+' : ''}${digits}`;
}

function domainOf(domain: string | null | undefined): string | null {
  const [host] = (domain ?? '')
    .normalize('NFKC')
    .trim()
    .toLowerCase()
    .replace(/^https?:\/\//, '')
    .replace(/^www\./, '')
    .split(/[/?#]/, 1);
  const text = host?.replace(/\.$/, '');
  return text === undefined || text === '' ? null : `domain:${text}`;
}

/** Keys are stored in 400 characters; a longer identity is told apart by its hash. */
function shortened(identity: string): string {
  if (identity.length <= 340) return identity;
  // A cut may go through a surrogate pair, and half of one cannot be stored.
  return `${identity.slice(0, 200).toWellFormed()}#${createHash('sha256').update(identity).digest('hex')}`;
}
