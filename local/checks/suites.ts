/** One thing that `npm test` runs: a gate that holds or not, or a vitest project with its own count. */
export interface Suite {
  readonly name: string;
  /** The npm script that runs it. */
  readonly script: string;
  readonly counts: 'as-one' | 'its-tests';
}

const gate = (name: string, script: string): Suite => ({ name, script, counts: 'as-one' });
const tests = (name: string, script: string): Suite => ({ name, script, counts: 'its-tests' });

const gates: readonly Suite[] = [
  gate('types', 'typecheck'),
  gate('lint', 'lint'),
  gate('format', 'format:check'),
  gate('layering', 'layering'),
  gate('unused code', 'unused'),
  gate('pages of the API: up to date', 'api-pages:check'),
  gate('API document: valid', 'openapi:lint'),
  gate('API document: up to date', 'openapi:check'),
  gate('API document: keeps its promises', 'openapi:breaking'),
  gate('workflows', 'workflows:lint'),
];

/** The selections that can be run, by name. */
export const selections: Readonly<Record<string, readonly Suite[]>> = {
  gates,
  // The T-SQL check reads what the tests before it recorded.
  quick: [
    ...gates,
    gate('T-SQL checker: builds', 'tsql:build'),
    tests('unit and API tests, and what they cover', 'test:coverage'),
    gate('T-SQL of every statement', 'test:tsql'),
    gate('templates, and what they would deploy', 'infra:check'),
  ],
  long: [tests('long tests', 'test:long')],
};
