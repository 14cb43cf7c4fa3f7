/**
 * Replaces `%NAME%` in a schedule or route by that setting. A name that may be absent from the settings throws, naming
 * it; text without a pair of percent signs stays as it is.
 */
export function resolveSettings(text: string, settings: Readonly<Record<string, string | undefined>>): string {
  return text.replace(/%([^%\s]+)%/g, (_whole, name: string) => {
    const value = settings[name];
    if (value === undefined) throw new Error(`'%${name}%' does not resolve to a value: set ${name}.`);
    return value;
  });
}

/** Whether `AzureWebJobs.<name>.Disabled` (or `AzureWebJobs_<name>_Disabled`, for shells without dots) is on. */
export function isDisabled(name: string, settings: Readonly<Record<string, string | undefined>>): boolean {
  const value = settings[`AzureWebJobs.${name}.Disabled`] ?? settings[`AzureWebJobs_${name}_Disabled`];
  return value !== undefined && /^(?:true|1)$/i.test(value);
}
