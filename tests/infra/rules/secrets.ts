import { settingShape } from '../../../shared/platform/config.ts';
import { at, isObject, textAt, texts, type Deployment } from '../deployment.ts';
import { rule, type Rule } from '../rule.ts';
import { appSettings } from '../app-settings.ts';

// `listKeys()` and its kin are the only way by which a template reads a key.
const keyReader = /\blist[A-Z]\w*\(/;
const keyProperty = /\.(?:primary|secondary)\w*key\b|\.(?:adminPassword|administratorLoginPassword)\b/i;
/** What a secret looks like that stands there as it is, and what to call it. */
const literals: readonly (readonly [RegExp, string])[] = [
  [/\b(?:account|sharedaccess)key\s*=/i, 'a connection string with a key'],
  [/\b(?:pwd|password)\s*=/i, 'a connection string with a password'],
  [/\b[a-z][a-z0-9+.-]*:\/\/[^\s/:@'"]+:[^\s/@'"]+@/i, 'an address with user and password'],
  [/[?&]sig=/i, 'an address with a signature'],
  [/-----BEGIN/, 'a key or a certificate'],
  [/\beyJ[\w-]{10,}\.eyJ/, 'a token'],
];
/** In an output only: settings may name a component, whose key opens nothing while local authentication is off. */
const outputLiterals = [...literals, [/\binstrumentationkey\s*=/i, 'the key of Application Insights'] as const];

/** What the first pattern that fits says of a text. */
function looksLike(text: string, patterns: typeof literals): string | undefined {
  return patterns.find(([pattern]) => pattern.test(text))?.[1];
}

/** An output of main.bicep or of one of its modules. */
interface Output {
  readonly path: string;
  readonly type: string;
  readonly value: unknown;
}

/** The outputs of a template and of the templates that are nested in it. */
function outputsOf(template: unknown, path = ''): readonly Output[] {
  const outputs = Object.entries(asObject(at(template, 'outputs'))).map(([name, it]) => ({
    path: `${path}${name}`,
    type: textAt(it, 'type'),
    value: at(it, 'value') ?? at(it, 'copy'),
  }));
  const nested = Object.entries(asObject(at(template, 'resources'))).flatMap(([name, it]) =>
    outputsOf(at(it, 'properties.template'), `${path}${name}.`),
  );
  return [...outputs, ...nested];
}

const asObject = (value: unknown): object => (isObject(value) ? value : {});

function outputProblems({ template, outputs }: Deployment): readonly string[] {
  const inTemplates = outputsOf(template).flatMap(({ path, type, value }) => {
    if (/^secure/i.test(type)) return [`output ${path} is of type ${type}`];
    return texts(value).flatMap(({ text }) => {
      const found = keyReader.test(text) || keyProperty.test(text) ? 'a key' : looksLike(text, outputLiterals);
      return found === undefined ? [] : [`output ${path} holds ${found}; ${outputAdvice}`];
    });
  });
  const inSight = texts(outputs).flatMap(({ path, text }) => {
    const isConnection = keyReader.test(text) || /connectionstring/i.test(text);
    const found = isConnection ? 'a key or a connection string' : looksLike(text, outputLiterals);
    return found === undefined ? [] : [`output ${path} holds ${found}; ${outputAdvice}`];
  });
  return [...new Set([...inTemplates, ...inSight])];
}

const outputAdvice = 'outputs stay readable in the deployment’s history: names, addresses and ids only';

/** Tags are read by whoever may see a resource, and stand in bills. The same tag of many resources is told once. */
function tagProblems({ resources }: Deployment): readonly string[] {
  const found = resources.flatMap(({ type, name, tags }) =>
    Object.entries(tags ?? {}).flatMap(([tag, value]) => {
      const secret = keyReader.test(value) ? 'a key' : looksLike(value, outputLiterals);
      return secret === undefined ? [] : [{ what: `the tag ${tag} holds ${secret}`, where: `${type} ${name}` }];
    }),
  );
  return [...Map.groupBy(found, ({ what }) => what)].map(
    ([what, [first, ...more]]) =>
      `${what} on ${first?.where ?? ''}${more.length === 0 ? '' : ` and ${more.length} more`}: no secret belongs in a tag`,
  );
}

function isReference(value: string): boolean {
  return value.startsWith('[reference(') || value.startsWith('@Microsoft.KeyVault(');
}

/** Nothing that opens a door stands in the templates, in what they put out or in the settings. */
export const secretRules: readonly Rule[] = [
  rule('secrets: none in an output', outputProblems),
  rule('secrets: no key is read', ({ resources }) =>
    resources.flatMap((it) =>
      texts(it)
        .filter(({ text }) => text.startsWith('[') && keyReader.test(text))
        .map(({ path }) => `${it.type} ${it.name}: ${path} reads a key: log in with an identity instead`),
    ),
  ),
  rule('secrets: none in a tag', tagProblems),
  rule('secrets: no literal looks like one', ({ resources }) =>
    resources.flatMap(({ tags: _tags, ...it }) =>
      texts(it).flatMap(({ path, text }) => {
        const found = looksLike(text, literals);
        if (found === undefined) return [];
        return [`${it.type} ${it.name}: ${path} looks like ${found}: use the identity, or a reference to Key Vault`];
      }),
    ),
  ),
  rule('secrets: secret settings are references', (deployment) =>
    Object.entries(settingShape).flatMap(([name, schema]) => {
      const value = appSettings(deployment).get(name);
      const isSecret = schema.meta()?.['secret'] === true;
      return isSecret && value !== undefined && !isReference(value) ? [`${name} is a literal`] : [];
    }),
  ),
];
