import { inflateRawSync } from "node:zlib";
import { expect, it } from "vitest";
import { entry, hostile, some } from "./entries-under-test.ts";
import { xlsxFile } from "./xlsx-file.ts";

/** The files of a workbook by its own table of contents. */
async function unpack(chunks: AsyncIterable<Uint8Array>): Promise<Map<string, string>> {
  const read: Uint8Array[] = [];
  for await (const chunk of chunks) read.push(chunk);
  const zip = Buffer.concat(read);
  const end = zip.lastIndexOf("PK\x05\x06", undefined, "latin1");
  const files = new Map<string, string>();
  let at = zip.readUInt32LE(end + 16);
  for (let left = zip.readUInt16LE(end + 10); left > 0; left--) {
    const [method, packed, nameLength] = [
      zip.readUInt16LE(at + 10),
      zip.readUInt32LE(at + 20),
      zip.readUInt16LE(at + 28),
    ];
    const name = zip.toString("utf8", at + 46, at + 46 + nameLength);
    const local = zip.readUInt32LE(at + 42);
    const start = local + 30 + zip.readUInt16LE(local + 26) + zip.readUInt16LE(local + 28);
    const bytes = zip.subarray(start, start + packed);
    files.set(name, (method === 8 ? inflateRawSync(bytes) : bytes).toString("utf8"));
    at += 46 + nameLength + zip.readUInt16LE(at + 30) + zip.readUInt16LE(at + 32);
  }
  return files;
}

it("holds text as text and never a formula, numbers as numbers and instants as dates (L2)", async () => {
  const entries = hostile.map((title) => ({ ...entry, title }));
  const files = await unpack(
    xlsxFile(some(entries), [
      ["filter", "period=2026-11"],
      ["rows", entries.length],
    ]),
  );
  const sheets = [...files].filter(([name]) => name.startsWith("xl/worksheets/")).map(([, xml]) => xml);
  expect(sheets).toHaveLength(2);
  for (const xml of sheets) expect(xml).not.toMatch(/<f[\s>]/);
  const [, first] = sheets[0]!.split('<row r="2">');
  const cells = first!.split("</row>")[0]!;
  expect(cells).toContain('t="inlineStr"><is><t xml:space="preserve">=1+1</t></is></c>');
  // A negative amount is a number with two decimals; noon is half a day after 46,346 days.
  expect(cells).toContain('<c s="4"><v>-1200.00</v></c>');
  expect(cells).toContain('<c s="2"><v>46346.5000000000</v></c>');
  expect(sheets[0]).toContain("&lt;f&gt;1&lt;/f&gt;");
  expect(sheets[0]).toContain("_x005F_x003D_1");
  expect(sheets[0]).toContain("_x0000_=1");
  expect(sheets[1]).toContain("<c><v>13</v></c>");
});
