import { zipSync, type Zippable } from 'fflate';

/** A file of an archive: its name within, with `/` between folders, and its bytes. */
export interface ArchivedFile {
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** The earliest time that the format knows. It holds local times, so this one is made of local parts. */
const fixedTime = new Date(1980, 0, 1);

/** `-rw-r--r--`, where Unix keeps it. */
const readable = 0o100644 << 16;

/** A zip of the files: the same names and bytes give the same archive, on every machine and in every order. Throws when a name comes twice. */
export function zip(files: readonly ArchivedFile[]): Uint8Array {
  const sorted = files.toSorted((a, b) => (a.name < b.name ? -1 : 1));
  const entries: Zippable = {};
  for (const { name, bytes } of sorted) {
    if (name in entries) throw new Error(`${name} comes twice.`);
    entries[name] = [bytes, { level: 9, mtime: fixedTime, os: 3, attrs: readable }];
  }
  return zipSync(entries);
}
