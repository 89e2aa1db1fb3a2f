import { Readable } from "node:stream";
import { crc32, createDeflateRaw } from "node:zlib";

export interface ZipPart {
  name: string;
  chunks: AsyncIterable<string> | Iterable<string>;
}

const fileBytesMax = 0xffff_ffff;
// 1 January 1980: the same parts give the same bytes.
const dosDate = 0x0021;

/** A zip file of parts that are written one after the other, each as it comes. No part, and not the whole, may reach 4 GiB. */
export async function* zipStream(parts: Iterable<ZipPart>): AsyncGenerator<Buffer> {
  const directory: Buffer[] = [];
  let offset = 0;
  const pass = (bytes: Buffer): Buffer => {
    offset += bytes.length;
    if (offset > fileBytesMax) throw new RangeError("the file is larger than 4 GiB: take the CSV");
    return bytes;
  };
  for (const { name, chunks } of parts) {
    const start = offset;
    yield pass(Buffer.concat([localHeader(name), Buffer.from(name)]));
    const size = { crc: 0, plain: 0, packed: 0 };
    for await (const packed of deflate(chunks, size)) yield pass(packed);
    yield pass(numbers([4, 0x08074b50], [4, size.crc], [4, size.packed], [4, size.plain]));
    directory.push(Buffer.concat([directoryEntry(name, size, start), Buffer.from(name)]));
  }
  const start = offset;
  for (const entry of directory) yield pass(entry);
  const count = directory.length;
  yield numbers([4, 0x06054b50], [2, 0], [2, 0], [2, count], [2, count], [4, offset - start], [4, start], [2, 0]);
}

async function* deflate(
  chunks: ZipPart["chunks"],
  size: { crc: number; plain: number; packed: number },
): AsyncGenerator<Buffer> {
  const counted = async function* () {
    for await (const text of chunks) {
      const bytes = Buffer.from(text);
      size.crc = crc32(bytes, size.crc);
      size.plain += bytes.length;
      if (size.plain > fileBytesMax) throw new RangeError("a sheet is larger than 4 GiB: take the CSV");
      yield bytes;
    }
  };
  const source = Readable.from(counted(), { objectMode: false });
  const packer = source.pipe(createDeflateRaw());
  source.on("error", (error) => packer.destroy(error));
  for await (const packed of packer) {
    size.packed += (packed as Buffer).length;
    yield packed as Buffer;
  }
}

// Sizes follow the data (bit 3); names are UTF-8 (bit 11).
const flags = 0x0808;

function localHeader(name: string): Buffer {
  return numbers(
    [4, 0x04034b50],
    [2, 20],
    [2, flags],
    [2, 8],
    [2, 0],
    [2, dosDate],
    [4, 0],
    [4, 0],
    [4, 0],
    [2, name.length],
    [2, 0],
  );
}

function directoryEntry(name: string, size: { crc: number; plain: number; packed: number }, start: number): Buffer {
  return numbers(
    [4, 0x02014b50],
    [2, 20],
    [2, 20],
    [2, flags],
    [2, 8],
    [2, 0],
    [2, dosDate],
    [4, size.crc],
    [4, size.packed],
    [4, size.plain],
    [2, name.length],
    [2, 0],
    [2, 0],
    [2, 0],
    [2, 0],
    [4, 0],
    [4, start],
  );
}

function numbers(...fields: [bytes: 2 | 4, value: number][]): Buffer {
  return Buffer.concat(
    fields.map(([bytes, value]) => {
      const field = Buffer.alloc(bytes);
      if (bytes === 2) field.writeUInt16LE(value);
      else field.writeUInt32LE(value);
      return field;
    }),
  );
}
