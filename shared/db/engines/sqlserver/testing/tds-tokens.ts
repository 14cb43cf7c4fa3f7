/* The few TDS tokens that a stand-in server answers with: [MS-TDS] 2.2.7. */

/** A column of an answer; `bigint` and `bit` may be null. */
export interface TdsColumn {
  readonly name: string;
  readonly type: 'bigint' | 'bit' | 'text';
}

/** What a column of a row holds. */
export type TdsValue = string | number | boolean | null;

const noCollation = Buffer.from([0x09, 0x04, 0xd0, 0x00, 0x34]);

export function loginAck(): Buffer {
  const body = Buffer.concat([
    Buffer.from([1, 0x74, 0x00, 0x00, 0x04]),
    shortText('stand-in'),
    Buffer.from([16, 0, 0, 0]),
  ]);
  return token(0xad, body);
}

/** Transaction begun (8), committed (9) or rolled back (10). */
export function transactionChange(kind: 8 | 9 | 10, descriptor: Buffer): Buffer {
  const value = Buffer.concat([Buffer.from([descriptor.length]), descriptor]);
  const none = Buffer.from([0]);
  return token(0xe3, Buffer.concat([Buffer.from([kind]), ...(kind === 8 ? [value, none] : [none, value])]));
}

/** The end of a statement: 0xfd of a batch, 0xff inside a procedure, 0xfe of the procedure. */
export function done(kind: 0xfd | 0xfe | 0xff, rows: number | null, failed = false): Buffer {
  const buffer = Buffer.alloc(13);
  buffer.writeUInt8(kind, 0);
  buffer.writeUInt16LE((rows === null ? 0 : 0x10) | (failed ? 0x02 : 0) | (kind === 0xff ? 0x01 : 0), 1);
  buffer.writeBigUInt64LE(BigInt(rows ?? 0), 5);
  return buffer;
}

export function errorToken(number: number, message: string): Buffer {
  const head = Buffer.alloc(6);
  head.writeInt32LE(number, 0);
  head.writeUInt8(1, 4);
  head.writeUInt8(16, 5);
  const text = Buffer.from(message, 'utf16le');
  const length = Buffer.alloc(2);
  length.writeUInt16LE(message.length);
  return token(0xaa, Buffer.concat([head, length, text, shortText(''), shortText(''), Buffer.alloc(4)]));
}

export function columnsToken(columns: readonly TdsColumn[]): Buffer {
  const count = Buffer.from([columns.length, 0]);
  const parts = columns.map(({ name, type }) => Buffer.concat([Buffer.alloc(6), typeInfo(type), shortText(name)]));
  return Buffer.concat([Buffer.from([0x81]), count, ...parts]);
}

export function rowToken(columns: readonly TdsColumn[], row: readonly TdsValue[]): Buffer {
  const values = columns.map(({ type }, i) => valueOf(type, row[i] ?? null));
  return Buffer.concat([Buffer.from([0xd1]), ...values]);
}

function typeInfo(type: TdsColumn['type']): Buffer {
  if (type === 'bigint') return Buffer.from([0x26, 8]);
  if (type === 'bit') return Buffer.from([0x68, 1]);
  return Buffer.concat([Buffer.from([0xe7, 0x40, 0x1f]), noCollation]);
}

function valueOf(type: TdsColumn['type'], value: TdsValue): Buffer {
  if (value === null) return Buffer.from([0]);
  if (type === 'bit') return Buffer.from([1, value === true ? 1 : 0]);
  if (type === 'bigint') {
    const buffer = Buffer.alloc(9);
    buffer.writeUInt8(8, 0);
    buffer.writeBigInt64LE(BigInt(value), 1);
    return buffer;
  }
  const text = Buffer.from(String(value), 'utf16le');
  const length = Buffer.alloc(2);
  length.writeUInt16LE(text.length);
  return Buffer.concat([length, text]);
}

function token(kind: number, body: Buffer): Buffer {
  const head = Buffer.alloc(3);
  head.writeUInt8(kind, 0);
  head.writeUInt16LE(body.length, 1);
  return Buffer.concat([head, body]);
}

function shortText(text: string): Buffer {
  return Buffer.concat([Buffer.from([text.length]), Buffer.from(text, 'utf16le')]);
}
