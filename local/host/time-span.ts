/**
 * Milliseconds of a .NET time span, `[d.]hh:mm[:ss]`, or undefined. Hours end at 23: .NET reads `24:00:00` as 24 days, which
 * nobody means, so it is refused here.
 */
export function parseTimeSpan(text: string): number | undefined {
  const parts = /^(?:(\d+)\.)?(\d{1,2}):(\d{1,2})(?::(\d{1,2}))?$/.exec(text.trim());
  if (parts === null) return undefined;
  const [days, hours, minutes, seconds] = parts.slice(1).map((part) => Number(part ?? 0));
  if (days === undefined || hours === undefined || minutes === undefined || seconds === undefined) return undefined;
  if (hours > 23 || minutes > 59 || seconds > 59) return undefined;
  return (((days * 24 + hours) * 60 + minutes) * 60 + seconds) * 1000;
}
