import { endpoints } from '../../functions/http/all.ts';
import { recordedExamples } from '../../functions/http/examples.ts';
import { version } from '../../functions/version.ts';
import { openApiDocument } from '../../shared/http/openapi.ts';
import { toOpenApi30 } from './downgrade.ts';
import type { JsonObject } from './json.ts';

/** The OpenAPI document that the program makes of its endpoints. */
export function currentDocument(): JsonObject {
  const shown = openApiDocument(endpoints, { version, publicUrl: null, examples: recordedExamples });
  return JSON.parse(JSON.stringify(shown)) as JsonObject;
}

/** The same in version 3.0, which API Management imports. */
export const currentDocument30 = (): JsonObject => toOpenApi30(currentDocument());
