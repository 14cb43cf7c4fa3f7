import type * as z from 'zod';
import type { InputError } from '../platform/errors.ts';
import { validKeysAt } from './valid-keys.ts';

type Issue = z.core.$ZodIssue;
type Place = InputError['in'];

/** An RFC 6901 pointer. */
export function pointerOf(path: readonly PropertyKey[]): string {
  return path.map((step) => `/${String(step).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
}

/** What zod found wrong, each with its place; an unknown key is named together with the valid ones. At most 100. */
export function inputErrors(place: Place, schema: z.ZodType, issues: readonly Issue[]): InputError[] {
  return issues.flatMap((issue) => errorsOf(place, schema, issue, [])).slice(0, 100);
}

function errorsOf(place: Place, schema: z.ZodType, issue: Issue, above: readonly PropertyKey[]): InputError[] {
  const path = [...above, ...issue.path];
  if (issue.code === 'unrecognized_keys') {
    const valid = validKeysAt(schema, path);
    const hint = valid.length === 0 ? 'none is taken here' : `valid are ${valid.join(', ')}`;
    return issue.keys.map((key) => ({
      in: place,
      pointer: pointerOf([...path, key]),
      message: `${JSON.stringify(key.slice(0, 100))} is not known; ${hint}.`,
    }));
  }
  // The branch that came closest says best what is wrong.
  const branches = issue.code === 'invalid_union' ? [...issue.errors].sort((a, b) => a.length - b.length) : [];
  const closest = branches.find((branch) => branch.some((inner) => inner.path.length > 0)) ?? [];
  if (closest.length > 0) return closest.flatMap((inner) => errorsOf(place, schema, inner, path));
  const absent = issue.code === 'invalid_type' && issue.message.endsWith('received undefined');
  return [{ in: place, pointer: pointerOf(path), message: absent ? 'is required.' : issue.message }];
}
