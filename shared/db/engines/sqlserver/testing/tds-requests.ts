/** What a client asked, as far as tests look at it. */
export interface TdsRequest {
  readonly kind: 'batch' | 'statement' | 'begin' | 'commit' | 'rollback';
  readonly sql: string;
  /** The declarations of a statement's parameters. */
  readonly declared: string;
  /** The value of the parameter `@fl_org`; null when there is none. */
  readonly org: number | null;
}

/** Reads one client message: a batch (1), a call of sp_executesql (3) or a transaction request (14). */
export function readRequest(type: number, message: Buffer): TdsRequest {
  const body = message.subarray(message.readUInt32LE(0));
  const none = { sql: '', declared: '', org: null };
  if (type === 1) return { ...none, kind: 'batch', sql: body.toString('utf16le') };
  if (type === 14) return { ...none, kind: transactionKind(body.readUInt16LE(0)) };
  // 0xffff, the procedure's number and flags come before the parameters.
  const reader = new TextReader(body.subarray(6));
  const [sql, declared] = [reader.next(), reader.next()];
  // The driver sends numbered parameters first, so this one is the last: four bytes.
  const org = declared.endsWith('@fl_org int') ? body.readInt32LE(body.length - 4) : null;
  return { kind: 'statement', sql, declared, org };
}

function transactionKind(number: number): 'begin' | 'commit' | 'rollback' {
  if (number === 5) return 'begin';
  return number === 7 ? 'commit' : 'rollback';
}

/** Reads text parameters one after the other; '' when there are no more. */
class TextReader {
  readonly #body: Buffer;
  #at = 0;

  constructor(body: Buffer) {
    this.#body = body;
  }

  next(): string {
    if (this.#at >= this.#body.length) return '';
    // Name, status, type, greatest length, collation.
    const type = this.#at + 1 + this.#body.readUInt8(this.#at) * 2 + 1;
    const max = this.#body.readUInt16LE(type + 1);
    this.#at = type + 8;
    return max === 0xffff ? this.#chunks() : this.#take(2, this.#body.readUInt16LE(this.#at));
  }

  #chunks(): string {
    this.#at += 8;
    let text = '';
    for (;;) {
      const length = this.#body.readUInt32LE(this.#at);
      text += this.#take(4, length);
      if (length === 0) return text;
    }
  }

  #take(head: number, length: number): string {
    const start = this.#at + head;
    this.#at = start + length;
    return this.#body.toString('utf16le', start, this.#at);
  }
}
