import type * as z from 'zod';
import { inputErrors } from '../../shared/http/input-errors.ts';
import type { Outcome } from '../../shared/workstream/records/outcome.ts';

/** What is wrong with one item of a bulk call: places inside the item, whether its shape or the domain refused it. */
export function problemsOf(
  schema: z.ZodType,
  shape: z.ZodError | undefined,
  outcome: Outcome<unknown> | undefined,
): { pointer: string; message: string }[] {
  if (shape !== undefined) {
    return inputErrors('body', schema, shape.issues).map(({ pointer, message }) => ({ pointer, message }));
  }
  if (outcome === undefined || outcome.ok) return [];
  const { facts, message } = outcome.error;
  return (
    facts.errors?.map((error) => ({ pointer: error.pointer, message: error.message })) ?? [{ pointer: '', message }]
  );
}
