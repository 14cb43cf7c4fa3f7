import * as z from 'zod';
import { endpoint } from '../../shared/http/endpoint.ts';
import { AppError, type InputError } from '../../shared/platform/errors.ts';
import { createSignals } from '../../shared/workstream/signals/create-signals.ts';
import { problemsOf } from './bulk-problems.ts';
import { createdSignal, newSignal } from './schemas/signal.ts';

const bulkBody = z
  .strictObject({
    items: z
      .array(z.unknown().meta({ override: { $ref: '#/components/schemas/NewSignal' } }))
      .min(1)
      .max(500),
    atomic: z.boolean().optional().meta({ description: 'One bad item refuses all. Default false.' }),
  })
  .meta({ id: 'NewSignals' });

const bulkResult = z
  .object({
    index: z.int(),
    status: z.enum(['created', 'deduplicated', 'error']),
    signal: createdSignal.nullable(),
    errors: z.array(z.object({ pointer: z.string(), message: z.string() })),
  })
  .meta({ id: 'TakenSignalOfMany' });

const bulkAnswer = z
  .object({
    created: z.int(),
    deduplicated: z.int(),
    failed: z.int(),
    results: z.array(bulkResult),
  })
  .meta({ id: 'TakenSignals' });

/** Many signals in one transaction: each is checked on its own and one bad item does not sink the others, unless `atomic`. */
export const bulkSignals = endpoint({
  name: 'signals-bulk',
  method: 'POST',
  route: 'api/signals/bulk',
  tag: 'Signals',
  summary: 'Take many signals in',
  description: 'At most 500, in at most 5 MiB. The answer has one result per item, in the order of the items.',
  access: 'write',
  role: 'member',
  body: bulkBody,
  bodyLimit: 5 * 1024 * 1024,
  responses: { 200: { description: 'What became of each item.', schema: bulkAnswer } },
  handler: async (session, { body }) => {
    const parsed = body.items.map((item) => newSignal.safeParse(item));
    const good = parsed.flatMap((result, index) => (result.success ? [{ index, input: result.data }] : []));
    const outcomes = await createSignals(
      session,
      good.map(({ input }) => input),
    );
    const outcomeOf = new Map(good.map(({ index }, i) => [index, outcomes[i]]));
    const results = parsed.map((result, index): z.input<typeof bulkResult> => {
      const outcome = outcomeOf.get(index);
      if (outcome?.ok === true) {
        const { signal, deduplicated } = outcome.value;
        const status = deduplicated ? 'deduplicated' : 'created';
        return {
          index,
          status,
          signal: { ...signal, deduplicated } as unknown as z.input<typeof createdSignal>,
          errors: [],
        };
      }
      return { index, status: 'error', signal: null, errors: problemsOf(newSignal, result.error, outcome) };
    });
    const count = (status: string): number => results.filter((result) => result.status === status).length;
    if (body.atomic === true && count('error') > 0) throw refusal(results);
    const counts = { created: count('created'), deduplicated: count('deduplicated'), failed: count('error') };
    return { status: 200, body: { ...counts, results } };
  },
});

/** The whole call is refused: every fault is named with its place in the body. */
function refusal(results: readonly z.input<typeof bulkResult>[]): AppError {
  const errors = results.flatMap(({ index, errors: own }): InputError[] =>
    own.map(({ pointer, message }) => ({ in: 'body', pointer: `/items/${index}${pointer}`, message })),
  );
  return new AppError('invalid_input', `${errors.length} faults; nothing was taken in.`, { errors });
}
