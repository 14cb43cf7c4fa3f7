import { ofType, textAt, type Deployment, type Resource } from '../deployment.ts';
import { rule, type Rule } from '../rule.ts';
import { allowed, roleNames, type Grant } from '../grants.ts';

const assignmentType = 'Microsoft.Authorization/roleAssignments';

/** What a role assignment says, in words. */
export function grantOf(assignment: Resource): Grant {
  const roleId = /roleDefinitions[/', ]+([0-9a-f-]{36})/i.exec(textAt(assignment, 'properties.roleDefinitionId'))?.[1];
  return {
    scope: scopeOf(assignment.id),
    role: roleNames[roleId ?? ''] ?? `role ${roleId ?? 'unknown'}`,
    principal: principalOf(textAt(assignment, 'properties.principalId')),
  };
}

/** The type of what an assignment is for, from its id: a path, or `[extensionResourceId('/subscriptions/…', '…/roleAssignments', …)]`. */
function scopeOf(id: string): string {
  const scope = id.slice(0, id.indexOf(assignmentType));
  const parts = /.*\/providers\/([^/']+)((?:\/[^/']+\/[^/']+)+)/.exec(scope);
  if (parts === null) return /\/resourceGroups\//i.test(scope) ? 'resource group' : 'subscription';
  const types = (parts[2] ?? '').split('/').filter((_, index) => index % 2 === 1);
  return [parts[1], ...types].join('/');
}

function principalOf(id: string): string {
  if (!id.startsWith('[')) return 'a given object id';
  const identity = /userAssignedIdentities\/id-flowledger-([a-z]+)-/.exec(id)?.[1];
  if (identity !== undefined) return `identity ${identity}`;
  if (/Microsoft\.ApiManagement\/service\//.test(id)) return 'gateway';
  return id;
}

const asText = ({ scope, role, principal }: Grant): string => `${principal}: ${role} on ${scope}`;

function grantsIn(deployment: Deployment): readonly string[] {
  return ofType(deployment, assignmentType).map((it) => asText(grantOf(it)));
}

function allowedIn({ parameters }: Deployment): readonly string[] {
  const deploys = (parameters['githubRepository'] ?? '') !== '';
  return allowed.filter((it) => it.deploys === undefined || deploys).map(asText);
}

/** Least privilege: nobody may do more than the list says. */
export const roleRules: readonly Rule[] = [
  rule('roles: only what the list allows', (deployment) => {
    const list = allowedIn(deployment);
    return grantsIn(deployment).filter((it) => !list.includes(it));
  }),
  rule('roles: everything that the list allows is given', (deployment) => {
    const grants = grantsIn(deployment);
    return allowedIn(deployment).filter((it) => !grants.includes(it));
  }),
  rule('roles: the kind of principal is said', (deployment) =>
    ofType(deployment, assignmentType)
      .filter((it) => textAt(it, 'properties.principalType') === '')
      .map((it) => `${asText(grantOf(it))}: no principalType`),
  ),
];
