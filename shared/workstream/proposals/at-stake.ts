import { sql, type Expression, type SqlBool } from 'kysely';

/**
 * Whether proposal `q` is the one that a move of `pursuit` is about: the one that was submitted; before that the `named` one, else the latest version.
 * For a statement that joins the two tables under these names.
 */
export function isAtStake(named: Expression<number | null> = sql<null>`null`): Expression<SqlBool> {
  const chosen = sql`coalesce(${named}, ${sql.ref('pursuit.submittedProposalId')})`;
  const latest = sql`(select max(${sql.ref('x.versionNo')}) from ${sql.table('proposal')} as x
    where ${sql.ref('x.orgId')} = ${sql.ref('pursuit.orgId')} and ${sql.ref('x.pursuitId')} = ${sql.ref('pursuit.pursuitId')})`;
  return sql<SqlBool>`(${sql.ref('q.proposalId')} = ${chosen} or (${chosen} is null and ${sql.ref('q.versionNo')} = ${latest}))`;
}
