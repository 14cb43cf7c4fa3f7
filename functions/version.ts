/** The version of the API, as the OpenAPI document tells it: package.json's. */
export const version = '0.1.0';

/** Put there by the builder (local/build.ts). */
declare const FLOWLEDGER_BUILD: string | undefined;

/** Which sources the running bundle was made of (local/build-id.ts); null where the sources themselves run. */
export const build = typeof FLOWLEDGER_BUILD === 'undefined' ? null : FLOWLEDGER_BUILD;
