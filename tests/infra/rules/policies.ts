import { endpoints } from '../../../functions/http/all.ts';
import { appSettings } from '../app-settings.ts';
import { at, ofType, textAt, type Deployment } from '../deployment.ts';
import { placeOf, policiesOf, policyTextsOf, section } from '../policy-document.ts';
import { mustBe, rule, unless, type Rule } from '../rule.ts';
import { descendants, type XmlElement } from '../xml.ts';

/** Headers that the app, the host or App Service would believe, in small letters. */
const believed = [
  'x-gateway-authorization',
  'x-ms-client-principal',
  'x-ms-client-principal-id',
  'x-ms-client-principal-name',
  'x-ms-client-principal-idp',
  'x-ms-identity-header',
  'x-identity-header',
  'x-zumo-auth',
  'x-functions-key',
  'x-ms-invocation-id',
];

const inbound = (deployment: Deployment): readonly XmlElement[] => section(policiesOf(deployment), 'inbound');
const named = (elements: readonly XmlElement[], name: string): readonly XmlElement[] =>
  elements.filter((it) => it.name === name);
const textsOf = (element: XmlElement, name: string): readonly string[] =>
  descendants(element)
    .filter((it) => it.name === name)
    .map((it) => it.text);

function tokenProblems(deployment: Deployment): readonly string[] {
  const check = named(inbound(deployment), 'validate-jwt')[0];
  if (check === undefined) return ['nobody asks for a token'];
  const { authIssuer, authAudience } = deployment.parameters;
  return [
    ...mustBe('header-name', check.attributes['header-name'], 'Authorization'),
    ...mustBe('require-scheme', check.attributes['require-scheme'], 'Bearer'),
    ...mustBe('require-expiration-time', check.attributes['require-expiration-time'], 'true'),
    ...mustBe('require-signed-tokens', check.attributes['require-signed-tokens'], 'true'),
    ...mustBe('failed-validation-httpcode', check.attributes['failed-validation-httpcode'], '401'),
    ...mustBe('issuers', textsOf(check, 'issuer').join(), authIssuer),
    ...mustBe('audiences', textsOf(check, 'audience').join(), authAudience),
    ...unless(
      descendants(check).some(isOpenIdConfiguration),
      `${placeOf(check)} has no <openid-config> with an https:// url`,
    ),
  ];
}

const isOpenIdConfiguration = ({ name, attributes }: XmlElement): boolean =>
  name === 'openid-config' && (attributes['url'] ?? '').startsWith('https://');

/** Every endpoint that anybody may call, and no other one, is named where the token is asked for. */
function publicProblems(deployment: Deployment): readonly string[] {
  const holders = inbound(deployment).filter((it) => it.name === 'when' && it.children.some(isTokenCheck));
  const condition = holders[0]?.attributes['condition'] ?? '';
  const passed = /^@\(!"([^"]*)"\.Split\(','\)\.Contains\(context\.Operation\.Id\)\)$/.exec(condition)?.[1];
  if (passed === undefined) return [`the condition is not understood: ${condition}`];
  const open = new Set(endpoints.filter((it) => it.access === 'public').map((it) => it.name));
  const given = passed.split(',');
  return [
    ...given.filter((it) => !open.has(it)).map((it) => `${it} passes without a token`),
    ...[...open].filter((it) => !given.includes(it)).map((it) => `${it} asks for a token`),
  ];
}

const isTokenCheck = ({ name }: XmlElement): boolean => name === 'validate-jwt';

function strippedProblems(deployment: Deployment): readonly string[] {
  const all = inbound(deployment);
  const deleted = named(all, 'set-header')
    .filter((it) => it.attributes['exists-action'] === 'delete')
    .map((it) => (it.attributes['name'] ?? '').toLowerCase());
  const keys = named(all, 'set-query-parameter').filter((it) => it.attributes['exists-action'] === 'delete');
  return [
    ...believed.filter((it) => !deleted.includes(it)).map((it) => `${it} reaches the app`),
    ...(keys.some((it) => it.attributes['name'] === 'code') ? [] : ['a function key in ?code= reaches the app']),
  ];
}

function proofProblems(deployment: Deployment): readonly string[] {
  const all = inbound(deployment);
  const proof = named(all, 'authentication-managed-identity')[0];
  if (proof === undefined)
    return ['infra/policies/api.xml has no <authentication-managed-identity>: the app refuses all'];
  const variable = proof.attributes['output-token-variable-name'] ?? '';
  const header = all.findIndex((it) => isGatewayHeader(it) && it.attributes['exists-action'] === 'override');
  const deletion = all.findIndex((it) => isGatewayHeader(it) && it.attributes['exists-action'] === 'delete');
  const value = header < 0 ? '' : (all[header]?.children[0]?.text ?? '');
  const wanted = `@("Bearer " + (string)context.Variables["${variable}"])`;
  const name = '<set-header name="X-Gateway-Authorization"';
  return [
    ...mustBe(`ignore-error of ${placeOf(proof)}`, proof.attributes['ignore-error'], 'false'),
    ...unless(
      !('client-id' in proof.attributes),
      `${placeOf(proof)} has a client-id: the gateway proves itself with the identity that is its own`,
    ),
    ...mustBe(`the value of ${name} exists-action="override"> in infra/policies/api.xml`, value, wanted),
    ...unless(
      deletion >= 0 && deletion < header,
      `${name} exists-action="delete"> does not stand before the one with "override" in infra/policies/api.xml: a caller’s would be kept`,
    ),
  ];
}

/** Entra’s token exchange is asked for by its name and answers with its id. */
const tokenExchange = { resource: 'api://AzureADTokenExchange', audience: 'fb60f99c-7a34-4190-8149-302f77469936' };

function expectationProblems(deployment: Deployment): readonly string[] {
  const settings = appSettings(deployment);
  const resource = named(inbound(deployment), 'authentication-managed-identity')[0]?.attributes['resource'];
  const audience = resource === tokenExchange.resource ? tokenExchange.audience : resource;
  const principal = settings.get('GATEWAY_PRINCIPAL_ID') ?? '';
  return [
    ...mustBe('GATEWAY_AUDIENCE', settings.get('GATEWAY_AUDIENCE'), audience),
    ...unless(
      /ApiManagement\/service\/.*identity\.principalId/.test(principal),
      `GATEWAY_PRINCIPAL_ID is ${principal}, not the object id of the gateway’s identity`,
    ),
    ...['GATEWAY_ISSUER', 'GATEWAY_JWKS_URI'].flatMap((it) =>
      unless(
        settings.get(it)?.startsWith('https://login.microsoftonline.com/') === true,
        `${it} is ${settings.get(it) ?? 'not set'}, not an address of Entra (https://login.microsoftonline.com/)`,
      ),
    ),
  ];
}

const isGatewayHeader = ({ name, attributes }: XmlElement): boolean =>
  name === 'set-header' && attributes['name']?.toLowerCase() === 'x-gateway-authorization';

function originProblems(deployment: Deployment): readonly string[] {
  const { allowedOrigins } = deployment.parameters;
  const wanted = Array.isArray(allowedOrigins) ? allowedOrigins.map(String) : [];
  const found = named(inbound(deployment), 'cors');
  const origins = found.flatMap((it) => textsOf(it, 'origin'));
  return [
    ...mustBe('origins', origins.join(' '), wanted.join(' ')),
    ...mustBe('CORS policies', found.length, wanted.length === 0 ? 0 : 1),
    ...found.flatMap((it) => mustBe('allow-credentials', it.attributes['allow-credentials'], 'false')),
  ];
}

function streamProblems(deployment: Deployment): readonly string[] {
  const forwards = named(section(policiesOf(deployment), 'backend'), 'forward-request');
  const ofApi = forwards.find((it) => it.attributes['buffer-response'] === 'false');
  return [
    ...unless(ofApi !== undefined, 'no <forward-request> in infra/policies/api.xml has buffer-response="false"'),
    ...mustBe(
      'buffer-request-body of <forward-request> in infra/policies/api.xml',
      ofApi?.attributes['buffer-request-body'],
      'false',
      undefined,
    ),
  ];
}

function errorProblems(deployment: Deployment): readonly string[] {
  const all = policiesOf(deployment).flatMap(descendants);
  return named(all, 'return-response').flatMap((it) => {
    const types = descendants(it).filter((child) => child.attributes['name'] === 'Content-Type');
    return mustBe(
      'the Content-Type of a <return-response> in infra/policies',
      types[0]?.children[0]?.text,
      'application/problem+json',
    );
  });
}

function destinationProblems(deployment: Deployment): readonly string[] {
  const chosen = named(inbound(deployment), 'set-backend-service').map((it) => it.attributes['backend-id']);
  const apps = ofType(deployment, 'Microsoft.Web/sites').map((it) => `https://${it.name}.azurewebsites.net`);
  const backends = ofType(deployment, 'Microsoft.ApiManagement/service/backends');
  const found = chosen.map((id) => backends.find((it) => it.id.endsWith(`/backends/${id ?? ''}`)));
  return mustBe('requests go to', found.map((it) => textAt(it, 'properties.url')).join(), apps.join());
}

/** What stands in double braces is a word that the templates put in; the gateway would look for a named value. */
function openWords(deployment: Deployment): readonly string[] {
  return policyTextsOf(deployment).flatMap((it) => it.match(/\{\{[^}]*\}\}/g) ?? []);
}

/** Diagnostics of the gateway with headers, bodies or addresses of callers in them. */
function talkative(deployment: Deployment): readonly string[] {
  const types = ['Microsoft.ApiManagement/service/diagnostics', 'Microsoft.ApiManagement/service/apis/diagnostics'];
  const diagnostics = types.flatMap((it) => ofType(deployment, it));
  return diagnostics.flatMap((it) => [
    ...['frontend.request', 'frontend.response', 'backend.request', 'backend.response'].flatMap((side) => [
      ...mustBe(`${side}: bytes of the body`, at(it, `properties.${side}.body.bytes`), 0),
      ...mustBe(`${side}: headers`, JSON.stringify(at(it, `properties.${side}.headers`)), '[]'),
    ]),
    ...mustBe('logClientIp', at(it, 'properties.logClientIp'), false),
  ]);
}

/** What the gateway does to every request. */
export const policyRules: readonly Rule[] = [
  rule('policies: every word is put in', openWords),
  rule('policies: requests go to the app', destinationProblems),
  rule('policies: every caller’s token is checked', tokenProblems),
  rule('policies: only public endpoints pass without a token', publicProblems),
  rule('policies: what the app believes is not taken from callers', strippedProblems),
  rule('policies: the gateway proves itself', proofProblems),
  rule('policies: the app asks for that proof', expectationProblems),
  rule('policies: the named origins only', originProblems),
  rule('policies: bodies stream', streamProblems),
  rule('policies: the gateway’s own answers are problems', errorProblems),
  rule('policies: no header, no body and no address is logged', talkative),
];
