import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { endpoints } from '../../../functions/http/all.ts';
import { recordedExamples } from '../../../functions/http/examples.ts';
import type { RecordedExamples } from '../../../shared/http/openapi-examples.ts';
import { problemSchema } from '../../../shared/http/openapi-answers.ts';
import { startApi, type Api } from '../harness.ts';
import { comparable } from './comparable.ts';
import { tellStory } from './story.ts';
import { storytellerOf } from './storyteller.ts';

let api: Api;
let told: RecordedExamples;
beforeAll(async () => {
  api = await startApi();
  const teller = storytellerOf(api);
  await tellStory(api, teller);
  told = JSON.parse(JSON.stringify(teller.recorded)) as RecordedExamples;
});
afterAll(() => api.stop());

const recording = process.env['RECORD_EXAMPLES'] === 'true';

it.runIf(recording)('the examples are recorded', async () => {
  const file = join(import.meta.dirname, '../../../functions/http/examples.json');
  await writeFile(file, `${JSON.stringify(told, null, 2)}\n`);
});

// While they are being recorded, the module that was loaded has what was recorded before.
describe.skipIf(recording)('the examples of the OpenAPI document', () => {
  it('are of every endpoint', () => {
    const names = endpoints.map(({ name }) => name);
    expect(Object.keys(told.calls).sort()).toEqual(names.sort());
  });

  it.each(endpoints.map(({ name }) => name))('%s answers as they show (else: npm run openapi:examples)', (name) => {
    expect(comparable(told.calls[name])).toEqual(comparable(recordedExamples.calls[name]));
  });

  it('of problems are what the API answers', () => {
    expect(comparable(told.problems)).toEqual(comparable(recordedExamples.problems));
  });

  it('as they stand recorded fit the schemas that they are examples of', () => {
    const faults: string[] = [];
    const check = (where: string, schema: z.ZodType | undefined, value: unknown): void => {
      const error = value === undefined ? undefined : schema?.safeParse(value).error;
      if (error !== undefined) faults.push(`${where}: ${z.prettifyError(error)}`);
    };
    for (const record of endpoints) {
      for (const call of recordedExamples.calls[record.name] ?? []) {
        check(`${record.name} request`, record.body, call.body);
        check(`${record.name} answer`, record.responses[call.status]?.schema, call.answer);
      }
    }
    for (const [code, problem] of Object.entries(recordedExamples.problems)) check(code, problemSchema, problem);
    expect(faults).toEqual([]);
  });
});
