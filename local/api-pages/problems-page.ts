import { problemPages } from '../../shared/http/problem-page.ts';

/** docs/api/problems.md: every code with its status, what it means and what to do. Not yet formatted. */
export function problemsPage(): string {
  const rows = problemPages.map(
    ({ code, status, title, meaning, remedy }) =>
      `## \`${code}\`\n\n**${status}** · ${title}\n\n${meaning}\n\n**What to do:** ${remedy}\n`,
  );
  const index = problemPages.map(({ code, status, title }) => `| [\`${code}\`](#${code}) | ${status} | ${title} |`);
  return `# Problems

Every error is an RFC 9457 document, \`application/problem+json\`. Decide by its \`code\`: codes and titles never change their
meaning; \`detail\` is for people and may. \`type\` is \`/problems/{code}\`, and leads to the same words as here: JSON, or a page
for a browser. \`instance\` is the id of the request, which stands on its log line too.

| code | status | title |
| --- | --- | --- |
${index.join('\n')}

Try again by itself only what carries \`Retry-After\`: the 429, the 503s, and some 409s. A write is tried again with the same
\`Idempotency-Key\`. A request line or headers that are too large are refused before they reach the service, with a 431 or 414
that is no problem document.

${rows.join('\n')}`;
}
