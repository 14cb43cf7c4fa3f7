import type { Mutation } from './mutation.ts';

const file = 'infra/policies/api.xml';
const api = 'infra/modules/api-management-api.bicep';
const token = ['policies: every caller’s token is checked'];
const believed = ['policies: what the app believes is not taken from callers'];
const proof = ['policies: the gateway proves itself'];
const expected = ['policies: the app asks for that proof'];
const stream = ['policies: bodies stream'];
const open = ['policies: only public endpoints pass without a token'];
const origins = ['policies: the named origins only'];
const silent = ['policies: no header, no body and no address is logged'];

/** Ways to weaken the gateway. */
export const policyMutations: readonly Mutation[] = [
  {
    what: 'a word that nobody puts in',
    file: 'infra/policies/rate-limit.xml',
    find: '{{address-calls-per-minute}}',
    replace: '{{address-calls}}',
    breaks: ['policies: every word is put in'],
  },
  {
    what: 'requests that go elsewhere',
    file: api,
    find: "url: 'https://${functionAppHostName}'\n    tls",
    replace: "url: 'https://example.com'\n    tls",
    breaks: ['policies: requests go to the app'],
  },
  {
    what: 'tokens that never expire',
    file,
    find: 'require-expiration-time="true"',
    replace: 'require-expiration-time="false"',
    breaks: token,
  },
  {
    what: 'tokens that nobody has signed',
    file,
    find: 'require-signed-tokens="true"',
    replace: 'require-signed-tokens="false"',
    breaks: token,
  },
  {
    what: 'tokens for another audience',
    file,
    find: '<audience>{{audience}}</audience>',
    replace: '<audience>{{audience}}</audience><audience>api://other</audience>',
    breaks: token,
  },
  {
    what: 'tokens of any issuer',
    file,
    find: '<issuer>{{issuer}}</issuer>',
    replace: '<issuer>https://issuer.example</issuer>',
    breaks: token,
  },
  {
    what: 'every operation is public',
    file: api,
    find: "empty(operation.?security ?? ['bearer'])",
    replace: 'empty(operation.?security ?? [])',
    breaks: open,
  },
  {
    what: 'no operation is public',
    file: api,
    find: "empty(operation.?security ?? ['bearer'])",
    replace: "empty(operation.?security ?? ['bearer']) && false",
    breaks: open,
  },
  {
    what: 'a principal that a caller has made up',
    file,
    find: '    <set-header name="X-MS-CLIENT-PRINCIPAL" exists-action="delete" />\n',
    replace: '',
    breaks: believed,
  },
  {
    what: 'a function key of a caller',
    file,
    find: '<set-header name="X-FUNCTIONS-KEY" exists-action="delete" />',
    replace: '<set-header name="X-FUNCTIONS-KEY" exists-action="skip"><value>none</value></set-header>',
    breaks: believed,
  },
  {
    what: 'a function key in the query',
    file,
    find: '<set-query-parameter name="code" exists-action="delete" />',
    replace: '<set-query-parameter name="key" exists-action="delete" />',
    breaks: believed,
  },
  {
    what: 'a proof that a caller has made up, kept until the gateway’s own',
    file,
    find: '    <set-header name="X-Gateway-Authorization" exists-action="delete" />\n',
    replace: '',
    breaks: [...believed, ...proof],
  },
  {
    what: 'a proof that may be absent',
    file,
    find: 'ignore-error="false"',
    replace: 'ignore-error="true"',
    breaks: proof,
  },
  {
    what: 'a proof that a caller’s stands before',
    file,
    find: '<set-header name="X-Gateway-Authorization" exists-action="override">',
    replace: '<set-header name="X-Gateway-Authorization" exists-action="append">',
    breaks: proof,
  },
  {
    what: 'a proof for somebody else',
    file,
    find: 'resource="{{backend-audience}}"',
    replace: 'resource="https://management.azure.com/"',
    breaks: expected,
  },
  {
    what: 'an app that takes any identity’s proof',
    file: 'infra/main.bicep',
    find: 'principalId: gateway.outputs.principalId',
    replace: 'principalId: identity.outputs.appPrincipalId',
    breaks: expected,
  },
  {
    what: 'web pages of any origin',
    file: api,
    find: "join(map(allowedOrigins, origin => '<origin>${escaped(origin)}</origin>'), '')",
    replace: "join(map(allowedOrigins, origin => '<origin>*</origin>'), '')",
    seenIn: 'classic',
    breaks: origins,
  },
  {
    what: 'web pages of one origin too many',
    file: 'infra/policies/cors.xml',
    find: '<!-- origins -->',
    replace: '<!-- origins --><origin>https://example.com</origin>',
    seenIn: 'classic',
    breaks: origins,
  },
  {
    what: 'web pages that send cookies',
    file: 'infra/policies/cors.xml',
    find: 'allow-credentials="false"',
    replace: 'allow-credentials="true"',
    seenIn: 'classic',
    breaks: origins,
  },
  {
    what: 'answers that are kept until they are whole',
    file,
    find: 'buffer-response="false"',
    replace: 'buffer-response="true"',
    breaks: stream,
  },
  {
    what: 'an error that is no problem document',
    file,
    find: `<set-status code="413" reason="Content Too Large" />
          <set-header name="Content-Type" exists-action="override">
            <value>application/problem+json</value>`,
    replace: `<set-status code="413" reason="Content Too Large" />
          <set-header name="Content-Type" exists-action="override">
            <value>text/plain</value>`,
    breaks: ['policies: the gateway’s own answers are problems'],
  },
  {
    what: 'bodies in the log',
    file: api,
    find: 'body: { bytes: 0 }',
    replace: 'body: { bytes: 8192 }',
    breaks: silent,
  },
  {
    what: 'addresses of callers in the log',
    file: api,
    find: 'logClientIp: false',
    replace: 'logClientIp: true',
    breaks: silent,
  },
  {
    what: 'headers in the log of the gateway',
    file: 'infra/modules/api-management.bicep',
    find: '  headers: []',
    replace: "  headers: ['Authorization']",
    breaks: silent,
  },
];
