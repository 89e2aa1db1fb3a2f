import { createHash } from "node:crypto";
import { csvHeader, csvLine, jsonLine } from "@signalbox/core";
import { listPostingsOf, listSnapshots, type Reader, type SnapshotFormat, type SnapshotRow } from "@signalbox/database";
import { chainHash, readSnapshot } from "../ledger-close/snapshot-file.ts";
import type { Findings } from "./finding.ts";

const linesPerRead = 2_000;

/** Compares each stored file with its hash, with the documents that it was made of, and with the file before it. */
export async function verifyFiles(reader: Reader, findings: Findings): Promise<void> {
  const last = new Map<SnapshotFormat, Buffer>();
  for (const snapshot of await listSnapshots(reader)) {
    const name = `${snapshot.period}.${snapshot.format}, closing ${snapshot.timesClosed}`;
    const stored = createHash("sha256");
    try {
      for await (const bytes of readSnapshot(reader, snapshot.id)) stored.update(bytes);
      if (!stored.digest().equals(snapshot.sha256))
        findings.add("file-differs", name, "its bytes are not what its SHA-256 says");
    } catch {
      findings.add("file-differs", name, "its bytes can't be unpacked");
    }
    const { sha256, hasGaps } = await hashDocuments(reader, snapshot);
    if (hasGaps) findings.add("numbers-have-gaps", name, "documents of it are missing: their numbers have gaps");
    else if (!sha256.equals(snapshot.sha256)) {
      findings.add(
        "file-differs",
        name,
        "the documents of today do not give the file that was stored: one was changed",
      );
    }
    const previous = last.get(snapshot.format) ?? null;
    const isLinked = previous === null ? snapshot.previousSha256 === null : snapshot.previousSha256?.equals(previous);
    if (!isLinked || !chainHash(previous, snapshot.sha256).equals(snapshot.chainSha256)) {
      findings.add("chain-broken", name, "its hash does not follow from that of the file before it");
    }
    last.set(snapshot.format, snapshot.chainSha256);
    findings.report.checked.files++;
  }
}

// A month that was opened again has documents after those of an earlier file: numbers tell them apart.
async function hashDocuments(reader: Reader, snapshot: SnapshotRow): Promise<{ sha256: Buffer; hasGaps: boolean }> {
  const hash = createHash("sha256");
  if (snapshot.format === "csv") hash.update(csvHeader);
  let documentNo = 0;
  while (documentNo < snapshot.rows) {
    const limit = Math.min(linesPerRead, snapshot.rows - documentNo);
    const rows = await listPostingsOf(reader, snapshot.period, { after: documentNo, limit });
    if (rows.length < limit || rows.at(-1)!.documentNo !== documentNo + limit)
      return { sha256: hash.digest(), hasGaps: true };
    hash.update(rows.map(({ entry }) => (snapshot.format === "csv" ? csvLine(entry) : jsonLine(entry))).join(""));
    documentNo += limit;
  }
  return { sha256: hash.digest(), hasGaps: false };
}
