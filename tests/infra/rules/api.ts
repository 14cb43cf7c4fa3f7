import { isDeepStrictEqual } from 'node:util';
import { at, isObject, listAt, ofType, textAt, type Deployment, type Resource } from '../deployment.ts';
import { everyResource, mustBe, unless, type Rule } from '../rule.ts';

const apiType = 'Microsoft.ApiManagement/service/apis';

/** The published document must be ours in everything but the server, which is relative in ours and which an import cannot resolve. */
function documentProblems(api: Resource, { document }: Deployment): readonly string[] {
  const published = JSON.parse(textAt(api, 'properties.value')) as object;
  const ours = isObject(document) ? document : {};
  const same = isDeepStrictEqual({ ...published, servers: [] }, { ...ours, servers: [] });
  return [
    ...mustBe('format', at(api, 'properties.format'), 'openapi+json'),
    ...unless(same, 'what it imports differs from docs/api/openapi-3.0.json in more than the server'),
  ];
}

function serverProblems(api: Resource, deployment: Deployment): readonly string[] {
  const hosts = ofType(deployment, 'Microsoft.Web/sites').map((it) => `https://${it.name}.azurewebsites.net`);
  const { servers } = JSON.parse(textAt(api, 'properties.value')) as { readonly servers: unknown };
  return mustBe(
    'servers',
    listAt({ servers }, 'servers')
      .map((it) => textAt(it, 'url'))
      .join(),
    ...hosts,
  );
}

/** What the gateway publishes is the API. */
export const apiRules: readonly Rule[] = [
  everyResource('api: the gateway has the document of the API', apiType, documentProblems),
  everyResource('api: its server is the app', apiType, serverProblems),
  everyResource('api: paths stay as they are', apiType, (it) => mustBe('path', at(it, 'properties.path'), '')),
  everyResource('api: no subscription key beside the token', apiType, (it) =>
    mustBe('subscriptionRequired', at(it, 'properties.subscriptionRequired'), false),
  ),
];
