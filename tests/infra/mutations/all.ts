import { alertMutations } from './alerts.ts';
import { apiMutations } from './api.ts';
import { backupMutations } from './backups.ts';
import { identityMutations } from './identity.ts';
import { monitoringMutations } from './monitoring.ts';
import type { Mutation } from './mutation.ts';
import { networkMutations } from './network.ts';
import { policyMutations } from './policies.ts';
import { policyLimitMutations } from './policy-limits.ts';
import { roleMutations } from './roles.ts';
import { secretMutations } from './secrets.ts';
import { settingMutations } from './settings.ts';
import { sourceMutations } from './source.ts';
import { transportMutations } from './transport.ts';

/** Every way in which the templates are broken, to see that it is noticed. */
export const mutations: readonly Mutation[] = [
  ...sourceMutations,
  ...secretMutations,
  ...transportMutations,
  ...networkMutations,
  ...identityMutations,
  ...roleMutations,
  ...settingMutations,
  ...apiMutations,
  ...policyMutations,
  ...policyLimitMutations,
  ...backupMutations,
  ...monitoringMutations,
  ...alertMutations,
];
