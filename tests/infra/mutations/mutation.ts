/** One way to break the templates, and the rules that must notice it: they, and no other ones. */
export interface Mutation {
  readonly what: string;
  /** The file to change, below the repository's root. */
  readonly file: string;
  /** Text that stands in it exactly once. */
  readonly find: string;
  readonly replace: string;
  /** The parameter file whose deployment is looked at; `closed` when absent. */
  readonly seenIn?: 'main.dev' | 'main.prod' | 'classic' | 'half-closed';
  /** Names of rules. */
  readonly breaks: readonly string[];
}

/** `text` with the mutation's change. Throws when what is to be changed is not there exactly once. */
export function mutate(text: string, { what, file, find, replace }: Mutation): string {
  const parts = text.split(find);
  if (parts.length !== 2) throw new Error(`${what}: "${find}" stands ${parts.length - 1} times in ${file}, not once.`);
  return parts.join(replace);
}
