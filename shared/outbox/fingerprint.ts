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

/**
 * Function and file of the first frame that is ours: no line numbers, which move with every release, and no receiver, which
 * depends on how the function was called.
 */
function ownFrame(error: Error): string {
  const frames = (error.stack ?? '').split('\n').filter((line) => /^\s+at /.test(line));
  const own = frames.find((line) => !line.includes('node_modules') && !line.includes('node:')) ?? '';
  const called = /^\s+at (?:async )?(?:new )?([^\s(]+) .*\(/.exec(own)?.[1] ?? '';
  const file = /([^/\\]+?):\d+:\d+\)?$/.exec(own)?.[1] ?? '';
  return `${called.split('.').at(-1) ?? ''} ${file}`;
}

/** What both databases can keep. */
function storable(message: string): string {
  return message.replaceAll('\u0000', ' ').slice(0, 2000).toWellFormed();
}
