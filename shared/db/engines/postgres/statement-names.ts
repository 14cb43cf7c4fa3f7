/** How often a text must have been sent before it gets a name: what comes once costs the server no memory. */
const sendsBefore = 3;

/** Most names at a time; each connection keeps a plan for each that it has run. */
const mostNames = 200;

/** Most texts whose sends are counted. A client can make any number of them with its filters. */
const mostCounted = 2_000;

/**
 * Whether a statement is planned anew each time: the plan of a list, a search or a sum depends on how much there is of an organisation, and on how
 * far a page reads. The rest finds its rows by keys, in one way.
 */
export function isPlannedAnew(text: string): boolean {
  return / (limit|group by) /.test(text);
}

/** Which statements the server keeps, parsed and planned, on each connection. One for the connections of a pool. */
export interface StatementNames {
  /** The name under which the server keeps a statement; undefined when it is to be parsed anew. */
  nameOf(text: string): string | undefined;
  /** A statement of this name was refused because its tables have changed. It and all others get new names, so that they are parsed anew. */
  renew(refused: string): void;
}

/** No names yet. */
export function createStatementNames(): StatementNames {
  const sends = new Map<string, number>();
  const names = new Map<string, string>();
  let generation = 1;
  return {
    nameOf(text) {
      const known = names.get(text);
      if (known !== undefined) return known;
      if (names.size >= mostNames || isPlannedAnew(text)) return undefined;
      const count = (sends.get(text) ?? 0) + 1;
      if (count <= sendsBefore) {
        if (sends.size >= mostCounted) sends.clear();
        sends.set(text, count);
        return undefined;
      }
      const name = `fl_${generation}_${names.size + 1}`;
      sends.delete(text);
      names.set(text, name);
      return name;
    },
    renew(refused) {
      // Whoever sent a statement before the others were told comes late, and must not renew again.
      if (!refused.startsWith(`fl_${generation}_`)) return;
      generation += 1;
      for (const [i, text] of [...names.keys()].entries()) names.set(text, `fl_${generation}_${i + 1}`);
    },
  };
}
