/** The greatest number of each field: second, minute, hour, day, month, day of the week. */
const greatest = [59, 59, 23, 31, 12, 6];

const part = /^(?:\*|(\d+|[a-z]{3,9})(?:-(\d+|[a-z]{3,9}))?)(?:\/\d+)?$/i;
const names = /^(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|sun|mon|tue|wed|thu|fri|sat)/i;
const timeSpan = /^(?:\d+\.)?(?:[01]?\d|2[0-3]):[0-5]?\d(?::[0-5]?\d)?$/;

/** Whether a timer could run by it: an NCRONTAB expression of five or six fields, or a time span of .NET that is not nothing. */
export function isSchedule(text: string): boolean {
  const given = text.trim();
  if (timeSpan.test(given)) return /[1-9]/.test(given);
  const fields = given.split(/\s+/);
  // Five fields have no seconds.
  const limits = greatest.slice(greatest.length - fields.length);
  return (fields.length === 5 || fields.length === 6) && fields.every((field, at) => isField(field, limits[at] ?? 0));
}

function isField(field: string, limit: number): boolean {
  return field.split(',').every((one) => {
    const found = part.exec(one);
    return found !== null && [found[1], found[2]].every((value) => value === undefined || isValue(value, limit));
  });
}

function isValue(value: string, limit: number): boolean {
  return /^\d/.test(value) ? Number(value) <= limit : names.test(value);
}
