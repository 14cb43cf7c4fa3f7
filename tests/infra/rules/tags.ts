import { at } from '../deployment.ts';
import { everyResource, mustBe, rule, type Rule } from '../rule.ts';

/** Child resources with a location that nevertheless take no tags. */
const untaggable = ['Microsoft.Sql/servers/databases/backupShortTermRetentionPolicies'];

/** What belongs together can be told, by people and by azd. */
export const tagRules: readonly Rule[] = [
  rule('tags: environment and application on everything', ({ resources, parameters }) =>
    resources
      // What has a location is a thing of its own, and Azure takes tags on it.
      .filter((it) => 'location' in it && !untaggable.includes(it.type))
      .flatMap((it) => [
        ...mustBe(`${it.type} ${it.name}: azd-env-name`, it.tags?.['azd-env-name'], parameters['environmentName']),
        ...mustBe(`${it.type} ${it.name}: application`, it.tags?.['application'], 'flowledger'),
      ]),
  ),
  everyResource('tags: azd finds the app by its service name', 'Microsoft.Web/sites', (it) =>
    mustBe('azd-service-name', at(it, 'tags.azd-service-name'), 'api'),
  ),
];
