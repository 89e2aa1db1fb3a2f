import type { LedgerEntry, PrintOptions } from "@signalbox/core";
import {
  findLedgerLine,
  findPeriod,
  findSnapshotOf,
  type LedgerFilter,
  type LedgerLine,
  type LedgerPlace,
  type LedgerSums,
  listLedgerLines,
  type SnapshotFormat,
  sumLedger,
  summarizeLedger,
} from "@signalbox/database";
import {
  csvFile,
  entryOfLine,
  jsonLinesFile,
  openLedgerEntries,
  readSnapshot,
  xlsxEntriesMax,
  xlsxFile,
} from "@signalbox/pipeline";
import { z } from "zod";
import { ApiProblem } from "../http/api-problem.ts";
import type { ServerDeps } from "../server-deps.ts";
import type { Handlers } from "./handlers.ts";
import { hidesCost } from "./hides-cost.ts";
import { type LedgerQuery, prepareLedger, sayFilter } from "./ledger-filter.ts";
import { pageOfRows } from "./page-of-rows.ts";

const schemaVersion = "1";

const place = z.union([
  z.object({ kind: z.literal("posting"), postedPeriod: z.string(), documentNo: z.int() }),
  z.object({ kind: z.literal("segment"), startedAt: z.int(), incidentId: z.uuid(), part: z.int(), impact: z.string() }),
]);

export function ledgerHandlers(
  deps: ServerDeps,
): Pick<Handlers, "listLedgerEntries" | "getLedgerEntry" | "exportLedger" | "summarizeLedger"> {
  const { db } = deps;
  return {
    async listLedgerEntries({ query }, call) {
      const { limit, cursor, ...named } = query;
      const { filter, timeZone, print } = await prepareLedger(deps, named);
      const isKnown = filter.counted !== undefined;
      const show = hidesCost(call) ? withoutCost : (entry: ReturnType<typeof showLine>) => entry;
      const page = await pageOfRows(
        { limit, cursor },
        {
          key: place,
          fetch: ({ after, limit: rows }) => listLedgerLines(db.read, filter, { after, limit: rows }),
          keyOf: placeOf,
          item: (line) => show(isKnown ? showKnownLine(line, print) : showLine(line, print)),
        },
      );
      const sums = await sumLedger(db.read, filter);
      const totals = await showTotals(deps, filter, timeZone, sums);
      return { ...page, totals: hidesCost(call) ? { ...totals, cost: [] } : totals };
    },

    async getLedgerEntry({ params: { id } }, call) {
      const { print } = await prepareLedger(deps, {});
      const found = await findLedgerLine(db.read, id);
      if (found === null) {
        throw new ApiProblem(
          "not-found",
          id.startsWith("s")
            ? "There is no such line: a provisional line gets a new id whenever it is counted anew. Look for it in the list."
            : "There is no such document.",
        );
      }
      const line = showLine(found.line, print);
      const entry = { ...line, timeZone: print.timeZoneOf(line.policyVersion) };
      return hidesCost(call) ? withoutCost(entry) : entry;
    },

    async summarizeLedger({ query }, call) {
      const { filter, timeZone } = await prepareLedger(deps, query);
      const totals = await showTotals(deps, filter, timeZone, await sumLedger(db.read, filter));
      const summary = await summarizeLedger(db.read, filter);
      const show = <Sums extends LedgerSums>(sums: Sums) => (hidesCost(call) ? { ...sums, cost: [] } : sums);
      return {
        totals: show(totals),
        components: summary.components.map(show),
        teams: summary.teams.map(show),
        days: summary.days.map(show),
      };
    },

    async exportLedger({ query }) {
      const { format, bom, ...named } = query;
      const { filter, print } = await prepareLedger(deps, named);
      const kept = await findKept(deps, named, filter, format === "jsonl" ? "jsonl" : "csv");
      const say = (sums: LedgerSums): Control => ({
        filter: sayFilter(named, filter),
        rows: sums.entries,
        weightedSeconds: sums.weightedSeconds,
        cost: sums.cost,
        snapshot: kept?.sha256.toString("hex") ?? null,
      });
      if (kept !== null && format !== "xlsx") {
        const control = say(await sumLedger(db.read, filter));
        const file = ReadableStream.from(keptFile(deps, kept.id, bom && format === "csv"));
        return new Response(file, { headers: fileHeaders(format, filter, control) });
      }
      const { sums, entries } = await openLedgerEntries(db, filter, print);
      const control = say(sums);
      if (format === "xlsx" && sums.entries > xlsxEntriesMax) {
        throw new ApiProblem(
          "invalid",
          `A sheet holds ${xlsxEntriesMax} entries, and these are ${sums.entries}: take CSV.`,
        );
      }
      const body =
        format === "csv"
          ? csvFile(entries, bom)
          : format === "jsonl"
            ? jsonLinesFile(entries)
            : xlsxFile(entries, controlRows(control));
      return new Response(ReadableStream.from(body), { headers: fileHeaders(format, filter, control) });
    },
  };
}

function showLine(line: LedgerLine, print: PrintOptions): LedgerEntry & { id: string } {
  const id =
    line.kind === "posting" ? `${line.posting.postedPeriod}.${line.posting.documentNo}` : `s${line.segment.id}`;
  return { id, ...entryOfLine(line, print) };
}

// It stands nowhere, so that nothing answers to its id.
function showKnownLine(line: LedgerLine, print: PrintOptions): LedgerEntry & { id: string } {
  const entry = showLine(line, print);
  return { ...entry, id: `known.${entry.id.slice(1)}` };
}

function placeOf(line: LedgerLine): LedgerPlace {
  if (line.kind === "posting") {
    const { postedPeriod, documentNo } = line.posting;
    return { kind: "posting", postedPeriod, documentNo };
  }
  const { startedAt, incidentId, part, impact } = line.segment;
  return { kind: "segment", startedAt, incidentId, part, impact };
}

function withoutCost<Entry extends LedgerEntry>(entry: Entry): Entry {
  return { ...entry, ratePerMinute: null, currency: null, cost: null };
}

async function showTotals(deps: ServerDeps, filter: LedgerFilter, timeZone: string, sums: LedgerSums) {
  const period = filter.period === undefined ? null : await findPeriod(deps.db.read, filter.period);
  return { period: filter.period ?? null, timeZone, periodStatus: period?.status ?? ("open" as const), ...sums };
}

/** The stored file of a closed month that is asked for whole; null for all else. */
async function findKept(deps: ServerDeps, query: LedgerQuery, filter: LedgerFilter, format: SnapshotFormat) {
  const named = Object.entries(query).filter(([, value]) => value !== undefined);
  const isWhole = named.every(([name]) => name === "period") && filter.period !== undefined;
  if (!isWhole) return null;
  const period = await findPeriod(deps.db.read, filter.period!);
  return period?.status === "closed" ? findSnapshotOf(deps.db.read, filter.period!, format) : null;
}

async function* keptFile(deps: ServerDeps, id: number, withBom: boolean): AsyncGenerator<Uint8Array> {
  if (withBom) yield new TextEncoder().encode("\ufeff");
  yield* readSnapshot(deps.db.read, id);
}

interface Control {
  /** SHA-256 of the stored file of a closed month. */
  snapshot: string | null;
  filter: string;
  rows: number;
  weightedSeconds: string;
  cost: { currency: string; amount: string }[];
}

function controlRows(control: Control): [string, string | number][] {
  return [
    ["filter", control.filter],
    ["rows", control.rows],
    ["weighted_seconds", control.weightedSeconds],
    ...control.cost.map(({ currency, amount }): [string, string] => [`cost ${currency}`, amount]),
    ["snapshot_sha256", control.snapshot ?? ""],
    ["schema_version", schemaVersion],
  ];
}

const mediaTypes = {
  csv: "text/csv; charset=utf-8; header=present",
  jsonl: "application/jsonl; charset=utf-8",
  xlsx: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
};

function fileHeaders(format: keyof typeof mediaTypes, filter: LedgerFilter, control: Control): Record<string, string> {
  return {
    "content-type": mediaTypes[format],
    "content-disposition": `attachment; filename="ledger-${filter.period ?? "entries"}.${format}"`,
    "x-ledger-schema-version": schemaVersion,
    "x-ledger-filter": control.filter,
    "x-ledger-rows": String(control.rows),
    "x-ledger-weighted-seconds": control.weightedSeconds,
    "x-ledger-cost": control.cost.map(({ currency, amount }) => `${currency} ${amount}`).join(", "),
    ...(control.snapshot !== null && { "x-ledger-snapshot-sha256": control.snapshot }),
  };
}
