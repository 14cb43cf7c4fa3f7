import { errorMeanings } from '../platform/error-meanings.ts';
import { errorCodes, type ErrorCode } from '../platform/errors.ts';

/** What is to be said of a code. */
export interface ProblemPage {
  readonly code: ErrorCode;
  readonly status: number;
  readonly title: string;
  readonly meaning: string;
  readonly remedy: string;
}

/** Every code in the order of its status. */
export const problemPages: readonly ProblemPage[] = (Object.keys(errorCodes) as ErrorCode[]).map((code) => ({
  code,
  status: errorCodes[code][0],
  title: errorCodes[code][1],
  ...errorMeanings[code],
}));

/** The page of a code for a browser. It loads nothing. */
export function problemHtml({ code, status, title, meaning, remedy }: ProblemPage): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${code} – FlowLedger API</title>
</head>
<body>
<h1>${escaped(title)}</h1>
<p><code>${code}</code>, status ${status}</p>
<p>${escaped(meaning)}</p>
<h2>What to do</h2>
<p>${escaped(remedy)}</p>
</body>
</html>
`;
}

function escaped(markdown: string): string {
  const plain = markdown.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
  return plain.replace(/`([^`]*)`/g, '<code>$1</code>');
}
