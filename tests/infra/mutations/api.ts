import type { Mutation } from './mutation.ts';

const api = 'infra/modules/api-management-api.bicep';

/** Ways to publish something else than the API. */
export const apiMutations: readonly Mutation[] = [
  {
    what: 'a document that was changed on its way',
    file: api,
    find: 'string(shallowMerge([document, {',
    replace: 'string(shallowMerge([document, { tags: [] }, {',
    breaks: ['api: the gateway has the document of the API'],
  },
  {
    what: 'a document in another format',
    file: api,
    find: "format: 'openapi+json'",
    replace: "format: 'swagger-json'",
    breaks: ['api: the gateway has the document of the API'],
  },
  {
    what: 'another server',
    file: api,
    find: "{ servers: [{ url: 'https://${functionAppHostName}' }] }",
    replace: "{ servers: [{ url: 'https://example.com' }] }",
    breaks: ['api: its server is the app'],
  },
  {
    what: 'a prefix before every path',
    file: api,
    find: "path: ''",
    replace: "path: 'v1'",
    breaks: ['api: paths stay as they are'],
  },
  {
    what: 'a subscription key beside the token',
    file: api,
    find: 'subscriptionRequired: false',
    replace: 'subscriptionRequired: true',
    breaks: ['api: no subscription key beside the token'],
  },
];
