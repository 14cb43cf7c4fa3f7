import type { Rule } from '../rule.ts';
import { alertRules } from './alerts.ts';
import { apiRules } from './api.ts';
import { backupRules } from './backups.ts';
import { identityRules } from './identity.ts';
import { monitoringRules } from './monitoring.ts';
import { networkRules } from './network.ts';
import { policyRules } from './policies.ts';
import { policyLimitRules } from './policy-limits.ts';
import { policyProofRules } from './policy-proof.ts';
import { roleRules } from './roles.ts';
import { scheduleRules } from './schedules.ts';
import { secretRules } from './secrets.ts';
import { settingRules } from './settings.ts';
import { tagRules } from './tags.ts';
import { transportRules } from './transport.ts';

/** Every rule that holds of what the templates deploy. */
export const rules: readonly Rule[] = [
  ...secretRules,
  ...transportRules,
  ...networkRules,
  ...identityRules,
  ...roleRules,
  ...settingRules,
  ...scheduleRules,
  ...apiRules,
  ...policyRules,
  ...policyProofRules,
  ...policyLimitRules,
  ...backupRules,
  ...monitoringRules,
  ...alertRules,
  ...tagRules,
];
