import { endpoints } from '../../../functions/http/all.ts';
import { settingShape } from '../../../shared/platform/config.ts';
import { appSettings } from '../app-settings.ts';
import type { Deployment } from '../deployment.ts';
import { placeOf, policiesOf, section } from '../policy-document.ts';
import { mustBe, rule, unless, type Rule } from '../rule.ts';
import { descendants, type XmlElement } from '../xml.ts';

const limitName = 'rate-limit-by-key';
/** The Consumption tier refuses a policy with a limit by key. */
const hasLimits = ({ parameters }: Deployment): boolean => parameters['gatewaySku'] !== 'Consumption';
const keyOf = ({ attributes }: XmlElement): string => attributes['counter-key'] ?? '';

function limitProblems(deployment: Deployment): readonly string[] {
  const limits = section(policiesOf(deployment), 'inbound').filter(({ name }) => name === limitName);
  if (!hasLimits(deployment))
    return limits.map(
      (it) =>
        `${placeOf(it, 'calls')} is in the policy of a Consumption gateway, which refuses the whole policy for it`,
    );
  const claim = String(deployment.parameters['authOrgClaim']);
  return unless(
    limits.some((it) => keyOf(it).includes(`"${claim}"`)),
    `no <${limitName}> in infra/policies/rate-limit.xml counts by the claim ${claim}: one organisation could use up what is for all`,
  );
}

/** Calls that the gateway refuses, too, must be counted: before the token is looked at, for every operation, by where they come from. */
function addressProblems(deployment: Deployment): readonly string[] {
  if (!hasLimits(deployment)) return [];
  const file = 'infra/policies/address-limit.xml';
  const policies = policiesOf(deployment);
  const tops = policies.flatMap((it) => it.children.find(({ name }) => name === 'inbound')?.children ?? []);
  const limit = tops.findIndex((it) => it.name === limitName && keyOf(it).includes('context.Request.IpAddress'));
  const token = tops.findIndex((it) => descendants(it).some(({ name }) => name === 'validate-jwt'));
  const found = tops[limit];
  if (found === undefined || limit > token)
    return [
      `no <${limitName}> of ${file} counts calls by address before <validate-jwt>: refused calls are not limited`,
    ];
  const others = section(policies, 'inbound').filter((it) => it.name === limitName && it !== found);
  const ofOne = Number(others.find((it) => keyOf(it).includes('"organisation:"'))?.attributes['calls'] ?? 1);
  return [
    ...unless(
      Number(found.attributes['calls']) >= ofOne,
      `${placeOf(found, 'calls')} lets an address call less often than its organisation may: at least ${ofOne}`,
    ),
    ...unless(
      !others.some((it) => keyOf(it) === keyOf(found)),
      `the counter-key of <${limitName}> in ${file} is that of another limit: one key is one counter, wherever it stands`,
    ),
  ];
}

/** The service's own front end gives up after so many seconds. */
const frontEndSeconds = 230;

function waitProblems(deployment: Deployment): readonly string[] {
  const ofApp = settingShape.REQUEST_TIMEOUT_SECONDS.parse(appSettings(deployment).get('REQUEST_TIMEOUT_SECONDS'));
  const right = `it must be more than the app’s own REQUEST_TIMEOUT_SECONDS, ${ofApp}, and at most ${frontEndSeconds}`;
  return section(policiesOf(deployment), 'backend')
    .filter(({ name }) => name === 'forward-request')
    .flatMap((it) => {
      const seconds = Number(it.attributes['timeout']);
      return unless(
        seconds > ofApp && seconds <= frontEndSeconds,
        `<forward-request timeout="${it.attributes['timeout'] ?? ''}"> in infra/policies waits too short or too long: ${right}`,
      );
    });
}

const mebibyte = 1024 * 1024;
const mostBytes = Math.max(...endpoints.map(({ bodyLimit }) => bodyLimit ?? mebibyte));

function bodyProblems(deployment: Deployment): readonly string[] {
  const holders = section(policiesOf(deployment), 'inbound').filter(
    ({ name, attributes }) => name === 'when' && /"Content-Length"/.test(attributes['condition'] ?? ''),
  );
  const [holder] = holders;
  if (holder === undefined) return ['infra/policies/api.xml looks at no Content-Length: every body goes to the app'];
  const given = /\blength > (\d+)/.exec(holder.attributes['condition'] ?? '')?.[1];
  const said = descendants(holder).some(({ text }) => text.includes(`takes more than ${mostBytes / mebibyte} MiB`));
  return [
    ...mustBe(
      'the most bytes in the <when> with Content-Length in infra/policies/api.xml',
      Number(given),
      mostBytes,
    ).map((it) => `${it}, the most that an operation of the app takes`),
    ...unless(said, `the answer 413 of infra/policies/api.xml does not say ${mostBytes / mebibyte} MiB`),
  ];
}

/** How often, how long and how much. */
export const policyLimitRules: readonly Rule[] = [
  rule('policies: a limit by organisation where the tier has one', limitProblems),
  rule('policies: a limit by address before the token is looked at', addressProblems),
  rule('policies: the gateway waits longer than the app works', waitProblems),
  rule('policies: the largest body is the app’s', bodyProblems),
];
