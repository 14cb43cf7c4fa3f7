import type { RecordedExamples } from '../../shared/http/openapi-examples.ts';
import recorded from './examples.json' with { type: 'json' };

/** The examples of the OpenAPI document: calls and answers that `npm run openapi:examples` has recorded from the running API. */
export const recordedExamples: RecordedExamples = recorded;
