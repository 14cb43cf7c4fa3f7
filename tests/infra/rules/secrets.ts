import { settingShape } from '../../../shared/platform/config.ts';
import { at, isObject, textAt, texts, type Deployment } from '../deployment.ts';
import { rule, type Rule } from '../rule.ts';
import { appSettings } from '../app-settings.ts';

// `listKeys()` and its kin are the only way by which a template reads a key.
const keyReader = /\blist[A-Z]\w*\(/;
const keyProperty = /\.(?:primary|secondary)\w*key\b|\.(?:adminPassword|administratorLoginPassword)\b/i;
const literal = /AccountKey=|SharedAccessKey=|(?:^|;)\s*(?:pwd|password)=|[?&]sig=|-----BEGIN|\beyJ[\w-]{10,}\.eyJ/i;

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
    const leaks = texts(value).some(({ text }) => keyReader.test(text) || keyProperty.test(text));
    return leaks ? [`output ${path} holds a key`] : [];
  });
  const inSight = texts(outputs).filter(({ text }) => keyReader.test(text) || /connectionstring/i.test(text));
  return [...inTemplates, ...inSight.map(({ path }) => `output ${path} holds a key or a connection string`)];
}

function isReference(value: string): boolean {
  return value.startsWith('[reference(') || value.startsWith('@Microsoft.KeyVault(');
}

/** Nothing that opens a door stands in the templates, in what they put out or in the settings. */
export const secretRules: readonly Rule[] = [
  rule('secrets: none in an output', outputProblems),
  rule('secrets: no key is read', ({ resources }) =>
    texts(resources)
      .filter(({ text }) => text.startsWith('[') && keyReader.test(text))
      .map(({ path }) => `resources.${path} reads a key`),
  ),
  rule('secrets: no literal looks like one', ({ resources }) =>
    texts(resources)
      .filter(({ text }) => literal.test(text))
      .map(({ path }) => `resources.${path} looks like a secret`),
  ),
  rule('secrets: secret settings are references', (deployment) =>
    Object.entries(settingShape).flatMap(([name, schema]) => {
      const value = appSettings(deployment).get(name);
      const isSecret = schema.meta()?.['secret'] === true;
      return isSecret && value !== undefined && !isReference(value) ? [`${name} is a literal`] : [];
    }),
  ),
];
