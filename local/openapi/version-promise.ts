/**
 * True when a client of `before` may expect `now` to work for it, as Semantic Versioning has it: the major number is the same, or, before 1.0,
 * the minor one is too. The same version promises nothing yet: what it will be called is decided when it is released.
 */
export function promisesCompatibility(before: string, now: string): boolean {
  if (before === now) return false;
  const [oldMajor, oldMinor] = before.split('.');
  const [major, minor] = now.split('.');
  return oldMajor === major && (major !== '0' || oldMinor === minor);
}
