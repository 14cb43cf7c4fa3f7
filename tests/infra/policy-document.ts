import { ofType, textAt, type Deployment } from './deployment.ts';
import { descendants, parseXml, type XmlElement } from './xml.ts';

/** Where policies stand: on the whole service, on the API, on one operation, and what they share. */
const policyTypes = [
  'Microsoft.ApiManagement/service/policies',
  'Microsoft.ApiManagement/service/apis/policies',
  'Microsoft.ApiManagement/service/apis/operations/policies',
  'Microsoft.ApiManagement/service/policyFragments',
];

/** The policies of a deployment's gateway, as documents. Throws when one is not well-formed. */
export function policiesOf(deployment: Deployment): readonly XmlElement[] {
  return policyTextsOf(deployment).map(parseXml);
}

/** The same as they are deployed. */
export function policyTextsOf(deployment: Deployment): readonly string[] {
  return policyTypes.flatMap((type) => ofType(deployment, type)).map((it) => textAt(it, 'properties.value'));
}

/** The file below infra/policies/ that an element of the API’s policy stands in. */
function fileOf({ name, attributes }: XmlElement): string {
  if (name === 'cors') return 'cors.xml';
  if (name !== 'rate-limit-by-key') return 'api.xml';
  return attributes['counter-key']?.includes('"door:"') === true ? 'address-limit.xml' : 'rate-limit.xml';
}

/** An element as one finds it: its name, an attribute that tells it from others, its file. */
export function placeOf(element: XmlElement, attribute?: string): string {
  const value = attribute === undefined ? undefined : element.attributes[attribute];
  const tag = value === undefined ? element.name : `${element.name} ${attribute ?? ''}="${value}"`;
  return `<${tag}> in infra/policies/${fileOf(element)}`;
}

/** Every element of a section (`inbound`, `backend`, `outbound`, `on-error`), in the order of the document. */
export function section(policies: readonly XmlElement[], name: string): readonly XmlElement[] {
  return policies
    .flatMap((it) => it.children.filter((child) => child.name === name))
    .flatMap((it) => descendants(it).slice(1));
}
