/** A handler did not answer within the limit. */
class NoAnswerError extends Error {
  constructor(functionName: string, limitMs: number) {
    super(`Function "${functionName}" has not answered after ${limitMs} ms; the caller gets 500.`);
  }
}

/** The handler returned something that the library cannot send. */
export class UnsendableResultError extends Error {
  constructor(cause: unknown) {
    super('The result cannot be sent.', { cause });
  }
}

/** An upload went over the limit. */
export class UploadTooLargeError extends Error {
  constructor(limitBytes: number) {
    super(`The upload is over the limit of ${limitBytes} bytes.`);
  }
}

/** Gives up waiting for an answer: rejects with a NoAnswerError that names the function. `limitMs` in milliseconds. */
export async function withAnswerLimit<T>(answer: Promise<T>, functionName: string, limitMs: number): Promise<T> {
  const limit = Promise.withResolvers<never>();
  const handle = setTimeout(() => limit.reject(new NoAnswerError(functionName, limitMs)), limitMs);
  try {
    return await Promise.race([answer, limit.promise]);
  } finally {
    clearTimeout(handle);
  }
}
