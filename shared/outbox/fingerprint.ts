import { createHash } from 'node:crypto';

/** What is kept of an error. */
export interface ErrorSummary {
  /** The error's name, or its `code` where it has one; at most 60 characters. */
  readonly errorClass: string;
  /** At most 2,000 characters. */
  readonly errorMessage: string;
  /** Equal for errors of one cause: same class, consumer, and first stack frame outside libraries. */
  readonly fingerprint: string;
}

/** Summarises what a consumer threw, whatever it is. */
export function summarise(error: unknown, consumer: string): ErrorSummary {
  const thrown = error instanceof Error ? error : new Error(String(error));
  const code = (thrown as { readonly code?: unknown }).code;
  const errorClass = (typeof code === 'string' ? code : thrown.name).slice(0, 60);
  const fingerprint = createHash('sha256')
    .update(`${errorClass}\n${consumer}\n${ownFrame(thrown)}`)
    .digest('hex');
  return { errorClass, errorMessage: storable(thrown.message), fingerprint };
}

/** The function and file of the first frame that is ours, without line numbers, which move with every release. */
function ownFrame(error: Error): string {
  const frames = (error.stack ?? '').split('\n').filter((line) => line.trimStart().startsWith('at '));
  const own = frames.find((line) => !line.includes('node_modules') && !line.includes('node:')) ?? '';
  return own
    .trim()
    .replace(/:\d+:\d+\)?$/, '')
    .replace(/\(?file:.*\/|\(?\/.*\//, '');
}

function storable(message: string): string {
  return message.replaceAll('\u0000', ' ').slice(0, 2000).toWellFormed();
}
