import { createHash } from "node:crypto";
import { gunzipSync, gzipSync } from "node:zlib";
import { csvHeader, csvLine, jsonLine, type LedgerEntry } from "@signalbox/core";
import { type Reader, readSnapshotPart, type SnapshotFormat } from "@signalbox/database";

const partCharacters = 1_000_000;

/** A file that grows by entries. Its gzip stream is made in pieces, so that only what is packed is held. */
export class SnapshotFile {
  readonly parts: Buffer[] = [];
  rows = 0;
  sizeBytes = 0;
  readonly #hash = createHash("sha256");
  readonly #format: SnapshotFormat;
  #text: string;

  constructor(format: SnapshotFormat) {
    this.#format = format;
    this.#text = format === "csv" ? csvHeader : "";
  }

  add(entries: readonly LedgerEntry[]): void {
    this.#text += entries.map(this.#format === "csv" ? csvLine : jsonLine).join("");
    this.rows += entries.length;
    if (this.#text.length > partCharacters) this.#pack();
  }

  /** SHA-256 of the file. */
  end(): Buffer {
    this.#pack();
    return this.#hash.digest();
  }

  #pack(): void {
    if (this.#text === "" && this.parts.length > 0) return;
    const bytes = Buffer.from(this.#text);
    this.#hash.update(bytes);
    this.sizeBytes += bytes.length;
    // Each piece is a whole member: gzip streams may be put one after the other.
    this.parts.push(gzipSync(bytes));
    this.#text = "";
  }
}

/** Links a file to the one before it: whoever changes one must change all that come after. */
export function chainHash(previous: Buffer | null, sha256: Buffer): Buffer {
  return createHash("sha256")
    .update(previous ?? Buffer.alloc(32))
    .update(sha256)
    .digest();
}

/** The bytes of a stored file, piece by piece. */
export async function* readSnapshot(reader: Reader, snapshotId: number): AsyncGenerator<Buffer> {
  for (let ordinal = 1; ; ordinal++) {
    const part = await readSnapshotPart(reader, snapshotId, ordinal);
    if (part === null) return;
    yield gunzipSync(part);
  }
}
