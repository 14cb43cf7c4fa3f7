import { readFile } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import { endpoint, type Endpoint } from '../../shared/http/endpoint.ts';
import { notFound } from '../../shared/platform/errors.ts';

/** Beside the bundle, or (running from sources) the package itself. */
const folders = [
  join(import.meta.dirname, 'swagger-ui'),
  join(import.meta.dirname, '..', '..', 'node_modules', 'swagger-ui-dist'),
];

/** The files that are served, with their types. A map, so that no name finds anything else. */
const types: ReadonlyMap<string, string> = new Map([
  ['swagger-ui.css', 'text/css; charset=utf-8'],
  ['swagger-ui-bundle.js', 'text/javascript; charset=utf-8'],
  ['favicon-32x32.png', 'image/png'],
]);

const page = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>FlowLedger API</title>
<link rel="stylesheet" href="docs/swagger-ui.css">
<link rel="icon" type="image/png" href="docs/favicon-32x32.png">
</head>
<body>
<div id="swagger-ui"></div>
<script src="docs/swagger-ui-bundle.js"></script>
<script src="docs/init.js"></script>
</body>
</html>
`;

// Relative, so that the page works behind a gateway's prefix too.
const init = `const url = new URL('../openapi.json', window.location.href.replace(/[/?#]*$/, '')).href;
window.ui = SwaggerUIBundle({ url, dom_id: '#swagger-ui', deepLinking: true, persistAuthorization: true });
`;

const policy =
  "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; connect-src 'self'";

/** Swagger UI, served from files of the package. */
export const documentationEndpoints: readonly Endpoint[] = [
  endpoint({
    name: 'platform-docs',
    method: 'GET',
    route: 'api/docs',
    tag: 'Platform',
    summary: 'The documentation to read and try',
    access: 'public',
    responses: { 200: { description: 'A page.' } },
    handler: () => {
      const headers = { 'content-type': 'text/html; charset=utf-8', 'content-security-policy': policy };
      return Promise.resolve(new Response(page, { headers }));
    },
  }),
  endpoint({
    name: 'platform-docs-file',
    method: 'GET',
    route: 'api/docs/{file}',
    tag: 'Platform',
    summary: 'A file of the documentation page',
    access: 'public',
    params: z.strictObject({ file: z.string() }),
    responses: { 200: { description: 'The file.' } },
    errors: ['not_found'],
    handler: async ({ params }) => {
      if (params.file === 'init.js') return fileResponse(init, 'text/javascript; charset=utf-8');
      const type = types.get(params.file);
      const folder = folders.find((candidate) => existsSync(join(candidate, 'swagger-ui.css')));
      if (type === undefined || folder === undefined) throw notFound('file', params.file);
      return fileResponse(await readFile(join(folder, params.file)), type);
    },
  }),
  endpoint({
    name: 'platform-docs-redirect',
    method: 'GET',
    route: 'api-docs',
    tag: 'Platform',
    summary: 'The old address of the documentation',
    access: 'public',
    responses: { 302: { description: 'To /api/docs.' } },
    handler: () => Promise.resolve({ status: 302, headers: { location: '/api/docs' } }),
  }),
];

function fileResponse(body: string | Uint8Array<ArrayBuffer>, type: string): Response {
  return new Response(body, { headers: { 'content-type': type, 'cache-control': 'public, max-age=3600' } });
}
