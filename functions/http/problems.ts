import * as z from 'zod';
import { endpoint, type Endpoint } from '../../shared/http/endpoint.ts';
import { problemCode } from '../../shared/http/openapi-answers.ts';
import { problemHtml, problemPages } from '../../shared/http/problem-page.ts';
import { notFound } from '../../shared/platform/errors.ts';

const explanation = z
  .object({
    code: problemCode,
    status: z.int(),
    title: z.string(),
    meaning: z.string(),
    remedy: z.string(),
  })
  .meta({ id: 'ProblemExplanation' });

const cached = { 'cache-control': 'public, max-age=3600', vary: 'Accept' };
const asPage = {
  ...cached,
  'content-type': 'text/html; charset=utf-8',
  'content-security-policy': "default-src 'none'",
};

/** Where the `type` of a problem leads. */
export const problemEndpoints: readonly Endpoint[] = [
  endpoint({
    name: 'platform-problem',
    method: 'GET',
    route: 'problems/{code}',
    tag: 'Platform',
    summary: 'What a problem means and what to do',
    description: 'The `type` of every problem leads here. A page for browsers (`Accept: text/html`), else JSON.',
    access: 'public',
    params: z.strictObject({ code: z.string().max(100).meta({ description: 'The `code` of the problem.' }) }),
    responses: { 200: { description: 'The explanation.', schema: explanation } },
    errors: ['not_found'],
    handler: ({ params: { code } }, headers) => {
      const page = problemPages.find((candidate) => candidate.code === code);
      if (page === undefined) return Promise.reject(notFound('problem', code));
      const html = (headers.get('accept') ?? '').toLowerCase().includes('text/html');
      if (html) return Promise.resolve(new Response(problemHtml(page), { headers: asPage }));
      return Promise.resolve({ status: 200, body: page, headers: cached });
    },
  }),
];
