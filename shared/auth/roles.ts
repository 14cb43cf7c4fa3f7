/** What a caller may be, as the token's `roles` claim says it. */
export const roles = ['viewer', 'member', 'manager', 'admin', 'agent'] as const;
export type Role = (typeof roles)[number];

/** Roles that an endpoint can demand; each includes the ones before it. */
export type RequiredRole = 'viewer' | 'member' | 'manager' | 'admin';

const rank: Record<Role, number> = { agent: 1, viewer: 1, member: 2, manager: 3, admin: 4 };

/** True when one of `held` is at least `required`. An agent reads; what it may write is an organisation's setting. */
export function allows(held: readonly Role[], required: RequiredRole): boolean {
  return held.some((role) => rank[role] >= rank[required]);
}
