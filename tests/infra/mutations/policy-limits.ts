import type { Mutation } from './mutation.ts';

const file = 'infra/policies/api.xml';
const addressFile = 'infra/policies/address-limit.xml';
const api = 'infra/modules/api-management-api.bicep';
const limit = ['policies: a limit by organisation where the tier has one'];
const address = ['policies: a limit by address before the token is looked at'];
const wait = ['policies: the gateway waits longer than the app works'];
const body = ['policies: the largest body is the app’s'];
const proof = ['policies: the gateway’s token goes to the app only'];
const redirect = ['policies: redirects are not followed'];

/** Ways to let in too much, to give up too early, and to lose the gateway’s token. */
export const policyLimitMutations: readonly Mutation[] = [
  {
    what: 'a limit by key in the tier that has none',
    file: api,
    find: "sku == 'Consumption' ? '' :",
    replace: "sku == 'None' ? '' :",
    seenIn: 'main.dev',
    breaks: limit,
  },
  {
    what: 'one limit for all organisations together',
    file: 'infra/policies/rate-limit.xml',
    find: '{{organisation-claim}}',
    replace: 'iss',
    breaks: limit,
  },
  {
    what: 'a limit by address in the tier that has none',
    file: api,
    find: "sku != 'Consumption' ?",
    replace: "sku != 'None' ?",
    seenIn: 'main.dev',
    breaks: limit,
  },
  {
    what: 'no limit before the token is looked at',
    file,
    find: '    <!-- address-limit -->\n',
    replace: '',
    breaks: address,
  },
  {
    what: 'a limit by address behind the token',
    file: api,
    find: `      '<!-- address-limit -->',
      addressLimit
    ),
    '<!-- rate-limit -->',
    rateLimit
`,
    replace: `      '<!-- address-limit -->',
      ''
    ),
    '<!-- rate-limit -->',
    '\${addressLimit}\${rateLimit}'
`,
    breaks: address,
  },
  {
    what: 'one limit for all addresses together',
    file: addressFile,
    find: '&quot;door:&quot; + context.Request.IpAddress',
    replace: '&quot;door&quot;',
    breaks: address,
  },
  {
    what: 'a limit by address that is counted with another one',
    file: addressFile,
    find: '&quot;door:&quot;',
    replace: '&quot;address:&quot;',
    breaks: address,
  },
  {
    what: 'fewer calls from an address than one organisation has',
    file: 'infra/modules/api-management.bicep',
    find: 'param anyCallsPerMinute int = 60000',
    replace: 'param anyCallsPerMinute int = 600',
    breaks: address,
  },
  { what: 'waiting longer than the front end', file, find: 'timeout="230"', replace: 'timeout="300"', breaks: wait },
  { what: 'giving up before the app does', file, find: 'timeout="230"', replace: 'timeout="20"', breaks: wait },
  {
    what: 'bodies that are larger than any operation takes',
    file,
    find: 'length &gt; 5242880',
    replace: 'length &gt; 524288000',
    breaks: body,
  },
  {
    what: 'bodies of any size',
    file,
    find: '&quot;Content-Length&quot;',
    replace: '&quot;X-Length&quot;',
    breaks: body,
  },
  {
    what: 'a redirect that takes the gateway’s token along',
    file,
    find: 'follow-redirects="false"',
    replace: 'follow-redirects="true"',
    breaks: redirect,
  },
  {
    what: 'the gateway’s token in an answer',
    file,
    find: '    <set-header name="Server" exists-action="delete" />\n',
    replace:
      '    <set-header name="Server" exists-action="override"><value>@((string)context.Variables["gatewayToken"])</value></set-header>\n',
    breaks: proof,
  },
  {
    what: 'the gateway’s token in an answer, out of the request',
    file,
    find: '    <set-header name="Server" exists-action="delete" />\n',
    replace:
      '    <set-header name="Server" exists-action="override"><value>@(context.Request.Headers.GetValueOrDefault("x-gateway-authorization", ""))</value></set-header>\n',
    breaks: proof,
  },
  {
    what: 'the gateway’s token in an error',
    file,
    find: '  <on-error>\n    <base />\n',
    replace:
      '  <on-error>\n    <set-header name="X-Debug" exists-action="override"><value>@((string)context.Variables["gatewayToken"])</value></set-header>\n    <base />\n',
    breaks: proof,
  },
  {
    what: 'every header of the request in an error',
    file,
    find: '  <on-error>\n    <base />\n',
    replace:
      '  <on-error>\n    <set-body>@(JObject.FromObject(context.Request.Headers).ToString())</set-body>\n    <base />\n',
    breaks: proof,
  },
];
