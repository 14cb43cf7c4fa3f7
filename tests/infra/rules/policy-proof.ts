import type { Deployment } from '../deployment.ts';
import { policiesOf } from '../policy-document.ts';
import { rule, type Rule } from '../rule.ts';
import { descendants, type XmlElement } from '../xml.ts';

const header = 'X-Gateway-Authorization';
const mentionsHeader = new RegExp(header, 'i');
/** All headers or all variables at once, the token among them: nothing names one after it. */
const wholesale = /context\.(?:Request\.Headers|Variables)(?!\[|\.(?:GetValueOrDefault|ContainsKey|TryGetValue)\b)/;

/** An element that shows something, with what surrounds it. */
interface Placed {
  readonly element: XmlElement;
  readonly section: string;
  /** Whether it goes to the caller. */
  readonly goesBack: boolean;
}

/** Every element of the policies, with its section. What is in a `return-response` goes back from any section. */
function placed(element: XmlElement, section: string, goesBack: boolean): readonly Placed[] {
  return element.children.flatMap((child) => {
    const back = goesBack || child.name === 'return-response';
    return [{ element: child, section, goesBack: back }, ...placed(child, section, back)];
  });
}

const said = ({ attributes, text }: XmlElement): string => [...Object.values(attributes), text].join('\n');

/** Where the gateway’s token goes to other than in its header to the app. */
function leaks(deployment: Deployment): readonly string[] {
  const documents = policiesOf(deployment);
  const proofs = documents.flatMap(descendants).filter(({ name }) => name === 'authentication-managed-identity');
  const variables = proofs.map((it) => it.attributes['output-token-variable-name'] ?? '').filter((it) => it !== '');
  const own = documents
    .flatMap(descendants)
    .filter((it) => it.name === 'set-header' && it.attributes['name'] === header)
    .flatMap(({ children }) => children);
  const all = documents.flatMap((it) =>
    it.children.flatMap((part) => placed(part, part.name, part.name === 'outbound' || part.name === 'on-error')),
  );
  return all.flatMap(({ element, section, goesBack }) => {
    const text = said(element);
    const isDeletion = element.name === 'set-header' && element.attributes['exists-action'] === 'delete';
    const names = variables.some((it) => text.includes(it));
    const isRight = proofs.includes(element) || (own.includes(element) && !goesBack && section === 'inbound');
    const shows = goesBack && !isDeletion && (mentionsHeader.test(text) || wholesale.test(text));
    if (!shows && (!names || isRight)) return [];
    return [
      `<${element.name}> in <${section}> shows the gateway’s token: only the header ${header} to the app may hold it`,
    ];
  });
}

function redirects(deployment: Deployment): readonly string[] {
  return policiesOf(deployment)
    .flatMap(descendants)
    .filter((it) => it.name === 'forward-request' && (it.attributes['follow-redirects'] ?? 'false') !== 'false')
    .map(
      (it) =>
        `<forward-request follow-redirects="${it.attributes['follow-redirects'] ?? ''}"> in infra/policies takes the gateway’s token to wherever an answer points: it must be "false"`,
    );
}

/** The proof of the gateway is for the app alone. */
export const policyProofRules: readonly Rule[] = [
  rule('policies: the gateway’s token goes to the app only', leaks),
  rule('policies: redirects are not followed', redirects),
];
