import { globSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import type { Bicep, Diagnostic } from './bicep/bicep-service.ts';
import { at, isObject } from './deployment.ts';
import { bicepFiles, parameterFiles, policyFiles } from './source-files.ts';
import { parseXml } from './xml.ts';

/** Something that must hold of the files themselves. */
export interface SourceRule {
  readonly name: string;
  /** Without it what the files deploy cannot be looked at. */
  readonly isGround?: true;
  /**
   * What is wrong below the folder `root`, a line each. `diagnostics` are those of everything that a parameter file uses; `program` is the
   * OpenAPI document that the program makes.
   */
  check(bicep: Bicep, root: string, diagnostics: readonly Diagnostic[], program: unknown): Promise<readonly string[]>;
}

const clean: SourceRule = {
  name: 'source: no error, no warning',
  check(_bicep, root, diagnostics) {
    const lines = diagnostics.map(({ source, range, level, code, message }) => {
      const { line, char } = range.start;
      return `${relative(root, source)}(${line + 1},${char + 1}): ${level} ${code}: ${message}`;
    });
    // A module's diagnostics come with everything that uses it.
    return Promise.resolve([...new Set(lines)]);
  },
};

const formatted: SourceRule = {
  name: 'source: as `bicep format` writes it',
  async check(bicep, root) {
    const drifted = await Promise.all(
      [...bicepFiles(root), ...parameterFiles(root)].map(async (file) =>
        (await bicep.format(file)) === readFileSync(file, 'utf8') ? [] : [relative(root, file)],
      ),
    );
    return drifted.flat();
  },
};

const wellFormed: SourceRule = {
  name: 'source: policies are well-formed XML',
  isGround: true,
  check(_bicep, root) {
    const problems = policyFiles(root).flatMap((file) => {
      try {
        parseXml(readFileSync(file, 'utf8'));
        return [];
      } catch (error) {
        return [`${relative(root, file)}: ${error instanceof Error ? error.message : String(error)}`];
      }
    });
    return Promise.resolve(problems);
  },
};

// What nothing uses has no diagnostics either, so this rule keeps the first one whole.
const allUsed: SourceRule = {
  name: 'source: every file is used',
  async check(bicep, root) {
    const used = new Set(await bicep.references(join(root, 'infra/main.bicepparam')));
    return [...bicepFiles(root), ...policyFiles(root)].filter((it) => !used.has(it)).map((it) => relative(root, it));
  },
};

// azd reads main.bicepparam, people and workflows the one of an environment: what one of them knows the others must know.
const alike: SourceRule = {
  name: 'source: parameter files differ in their profile only',
  check(_bicep, root) {
    const [first, ...others] = globSync('infra/main*.bicepparam', { cwd: root }).toSorted();
    if (first === undefined) return Promise.resolve(['there is no main.bicepparam']);
    const wanted = parameterLines(join(root, first), 'profile');
    const problems = others.flatMap((file) => {
      const environment = file.split('.')[1] ?? '';
      const given = parameterLines(join(root, file), environment);
      const odd = [...given.filter((it) => !wanted.includes(it)), ...wanted.filter((it) => !given.includes(it))];
      return odd.map((it) => `${file}: ${it}`);
    });
    return Promise.resolve(problems);
  },
};

/** What a parameter file says after its imports, with the profile's name and the environment's left out. */
function parameterLines(file: string, profile: string): readonly string[] {
  const text = readFileSync(file, 'utf8');
  return text
    .slice(text.indexOf('param environmentName'))
    .replace(/(?<='AZURE_ENV_NAME', )'[^']*'/, '…')
    .replaceAll(new RegExp(`\\b${profile}\\.`, 'g'), '….')
    .split('\n');
}

// The gateway answers 404 for what is not in the document, so what the template imports must be what the program has now.
const published: SourceRule = {
  name: 'source: the OpenAPI document is the program’s',
  check(_bicep, root, _diagnostics, program) {
    const file = 'docs/api/openapi-3.0.json';
    const given: unknown = JSON.parse(readFileSync(join(root, file), 'utf8'));
    const paths = isObject(at(given, 'paths')) ? Object.keys(at(given, 'paths') as object) : [];
    const wanted = Object.keys(at(program, 'paths') as object);
    const problems = [
      ...wanted.filter((it) => !paths.includes(it)).map((it) => `${file} lacks ${it}, which the program has`),
      ...paths.filter((it) => !wanted.includes(it)).map((it) => `${file} has ${it}, which the program has not`),
    ];
    if (problems.length === 0 && !isDeepStrictEqual(given, program))
      problems.push(`${file} is not what the program makes of its endpoints`);
    return Promise.resolve(problems.map((it) => `${it}: \`npm run openapi:write\`, and look at the difference`));
  },
};

/** The rules of the files. */
export const sourceRules: readonly SourceRule[] = [clean, formatted, wellFormed, allUsed, alike, published];
