/**
 * The SID of the database user of an application or managed identity, as a T-SQL literal: the bytes of its client id in the order in which SQL Server keeps
 * a uniqueidentifier, the first three groups with their least byte first. Throws a `RangeError` when the text is not a GUID.
 */
export function entraSid(clientId: string): string {
  const groups = /^([0-9a-f]{8})-([0-9a-f]{4})-([0-9a-f]{4})-([0-9a-f]{4})-([0-9a-f]{12})$/i.exec(clientId)?.slice(1);
  if (groups === undefined)
    throw new RangeError('A client id is a GUID, such as 2b4a56de-7d44-4725-921f-0b0a26b8be17.');
  const bytes = groups.map((group, index) => (index < 3 ? reversed(group) : group));
  return `0x${bytes.join('').toUpperCase()}`;
}

function reversed(hex: string): string {
  return (hex.match(/../g) ?? []).toReversed().join('');
}
