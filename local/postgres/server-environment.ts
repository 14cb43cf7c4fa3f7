/**
 * The environment for PostgreSQL's programs: this process's, without the PG* variables of the user's own PostgreSQL,
 * in the C locale (messages are read by text, and macOS refuses to start under an unknown locale) and in UTC.
 */
export function serverEnvironment(): NodeJS.ProcessEnv {
  const inherited = Object.entries(process.env).filter(([name]) => !name.startsWith('PG') && !name.startsWith('LC_'));
  return { ...Object.fromEntries(inherited), LC_ALL: 'C', LANG: 'C', TZ: 'UTC' };
}
