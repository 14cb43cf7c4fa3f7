import { ofType, type Deployment, type Resource } from './deployment.ts';

/** Something that must hold of every deployment. */
export interface Rule {
  /** Subject and promise, such as `transport: storage over HTTPS only`. */
  readonly name: string;
  /** What is wrong, a line each; nothing when the rule holds. */
  check(deployments: readonly Deployment[]): readonly string[];
}

/** A rule that looks at each deployment by itself. */
export function rule(name: string, check: (deployment: Deployment) => readonly string[]): Rule {
  return {
    name,
    check: (deployments) => deployments.flatMap((it) => check(it).map((problem) => `${it.name}: ${problem}`)),
  };
}

/** A rule on every resource of a type. That there is none is a problem, too. */
export function everyResource(
  name: string,
  type: string,
  check: (resource: Resource, deployment: Deployment) => readonly string[],
): Rule {
  return rule(name, (deployment) => {
    const found = ofType(deployment, type);
    if (found.length === 0) return [`there is no ${type}`];
    return found.flatMap((it) => check(it, deployment).map((problem) => `${it.type} ${it.name}: ${problem}`));
  });
}

/** A problem, said as a sentence, unless something holds. */
export function unless(holds: boolean, problem: string): readonly string[] {
  return holds ? [] : [problem];
}

/** A problem unless `value` is one of `allowed`. */
export function mustBe(what: string, value: unknown, ...allowed: readonly unknown[]): readonly string[] {
  if (allowed.includes(value)) return [];
  return [`${what} is ${said(value)}, not ${allowed.map(said).join(' or ')}`];
}

const said = (value: unknown): string => (value === undefined ? 'not there' : JSON.stringify(value));
