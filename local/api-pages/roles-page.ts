import { allows, roles, type Role } from '../../shared/auth/roles.ts';
import type { Endpoint } from '../../shared/http/endpoint.ts';
import { tags } from '../../shared/http/openapi.ts';

const shown: readonly Role[] = ['viewer', 'agent', 'member', 'manager', 'admin'];

/** docs/api/roles.md: which role may call what. Not yet formatted. */
export function rolesPage(endpoints: readonly Endpoint[]): string {
  if (shown.length !== roles.length) throw new Error('The page lacks a role.');
  const sections = tags.map((tag) => {
    const rows = endpoints.filter((record) => record.tag === tag).map(rowOf);
    return `## ${tag}\n\n| operation | call | ${shown.join(' | ')} |\n| --- | --- | ${shown.map(() => ':-:').join(' | ')} |\n${rows.join('\n')}\n`;
  });
  return `# Who may call what

Roles come from the token. A caller with several may do what any of them may; one with none may do nothing but what needs no
token. A call that the role does not allow is a 403 \`forbidden\` before anything of it is read. Some decisions ask for a role
inside of a call that is allowed: overriding a gate needs a manager, and an item of a checklist may name who completes it.

An agent reads like a viewer.

${sections.join('\n')}`;
}

function rowOf(record: Endpoint): string {
  const cells = shown.map((role) => {
    if (record.access === 'public') return 'no token';
    return allows([role], record.role) ? 'yes' : '–';
  });
  return `| \`${record.name}\` | \`${record.method} /${record.route}\` | ${cells.join(' | ')} |`;
}
