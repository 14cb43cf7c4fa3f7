/** The role that the application's login is a member of: it owns nothing and cannot alter. */
export const appRole = 'flowledger_app';

/**
 * Only rows of the connection's organisation can be read or written; 0 in the session context (a job that crosses organisations) sees all,
 * and a connection that says nothing sees none.
 */
export function printTenancy(table: string): string {
  return [
    `CREATE SECURITY POLICY app.[${table}_tenancy]`,
    `  ADD FILTER PREDICATE app.org_visible([org_id]) ON app.[${table}],`,
    `  ADD BLOCK PREDICATE app.org_visible([org_id]) ON app.[${table}] AFTER INSERT,`,
    `  ADD BLOCK PREDICATE app.org_visible([org_id]) ON app.[${table}] AFTER UPDATE`,
    '  WITH (STATE = ON, SCHEMABINDING = ON)',
  ].join('\n');
}

/** Whether a statement needs an engine with security policies. */
export function needsSecurityPolicies(statement: string): boolean {
  return statement.startsWith('CREATE SECURITY POLICY');
}
