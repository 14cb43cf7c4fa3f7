/** Values that no log line may hold: unique, and with nothing in them that the log's own filter of secrets would notice. */
export const canaries = {
  email: 'canary-e1@example.com',
  phone: '+49 30 7301 5582',
  name: 'Kanariella Vogelsang',
  text: 'canary says tweet 77c1',
  company: 'canary-company-4b',
  domain: 'canary-domain-9d.example',
  password: 'canarypass5f0c',
  key: 'canary-idem-key-2a81',
  bearer: 'canaryTokenNotAJwt',
  gateway: 'canaryProofNotAJwt',
  search: 'canary-search-6e',
  header: 'canary-header-0b',
  path: 'canary-path-3c',
} as const;

/** Which of them (or part of the e-mail address) stand in `texts`. */
export function found(texts: readonly string[]): string[] {
  const all = texts.join('\n');
  return [...Object.values(canaries), 'canary', 'Vogelsang', '7301 5582'].filter((value) => all.includes(value));
}

/** A driver's error as PostgreSQL sends it, with values in all the places that it puts them. */
export function driverError(code: string): Error {
  const { email, text } = canaries;
  return Object.assign(new Error(`invalid input syntax for type integer: "${email}"`), {
    code,
    severity: 'ERROR',
    detail: `Key (contact_email)=(${email}) already exists.`,
    where: `unnamed portal parameter $1 = '${text}'`,
    hint: text,
    constraint: 'ux_signal_source',
    table: 'signal',
    routine: 'pg_strtoint32_safe',
  });
}
