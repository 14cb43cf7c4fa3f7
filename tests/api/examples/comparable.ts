const moment = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;

/** Fields that another run answers otherwise, whatever the product does: ids, figures of the machine, what is drawn from both. */
const volatile =
  /^(id|\w+Ids?|latencyMs|pool|engine|instance|nextCursor|fingerprint|contentHash|allowed|applied|expected)$/;

/** The value with `…` wherever another run, at another time or on another database, may answer something else that is as right. */
export function comparable(value: unknown, field = ''): unknown {
  if (value === null) return null;
  if (volatile.test(field)) return '…';
  if (typeof value === 'string') return moment.test(value) ? '…' : value.replaceAll(/\b\d+\b/g, '…');
  if (Array.isArray(value)) return value.map((item) => comparable(item));
  if (typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, comparable(part, name)]));
}
