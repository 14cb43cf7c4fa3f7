import * as z from 'zod';

/** The managed identity that a setting names. */
export interface NamedIdentity {
  /** Null: which one is not said. */
  readonly clientId: string | null;
}

const id = z.guid();

/** `Authorization=AAD[;ClientId=…]`, as the Functions host reads it: names in any case and order, empty parts passed over. */
export const identityOf = z.string().transform((given, context): NamedIdentity => {
  const parts = given.split(';').filter((part) => part.trim() !== '');
  const named = new Map(parts.map((part) => [nameOf(part), part.slice(part.indexOf('=') + 1).trim()]));
  const clientId = named.get('clientid') ?? null;
  const expected = clientId === null ? 1 : 2;
  const aad = named.get('authorization')?.toLowerCase() === 'aad';
  const exact = parts.length === expected && named.size === expected;
  if (aad && exact && (clientId === null || id.safeParse(clientId).success)) return { clientId };
  context.addIssue({ code: 'custom', message: 'must be Authorization=AAD, or Authorization=AAD;ClientId= and a GUID' });
  return z.NEVER;
});

function nameOf(part: string): string {
  return part.split('=', 1).join('').trim().toLowerCase();
}
