import { createHash } from "node:crypto";
import { type LedgerEntry, newUuid } from "@signalbox/core";
import {
  bumpConfigRevision,
  findLedgerRun,
  findSnapshotOf,
  type LedgerShare,
  listCustomers,
  listLedgerLines,
  sumLedger,
  summarizeLedger,
} from "@signalbox/database";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { adjustEntry, approveAdjustmentBy } from "../ledger-adjust/adjust-entry.ts";
import { decideExclusion, proposeExclusion } from "../ledger-adjust/exclude-time.ts";
import { entryOfLine } from "../ledger-export/open-ledger-lines.ts";
import { verifyLedger } from "../ledger-verify/verify-ledger.ts";
import {
  anypingBody,
  createProcessingUnderTest,
  minute,
  type ProcessingUnderTest,
  t0,
} from "../process/processing-under-test.ts";
import { settleWholeLedger } from "../settle-ledger/settle-ledger.ts";
import { listErrorBudgets } from "../sla/list-error-budgets.ts";
import { loadSlaReports } from "../sla/sla-reports.ts";
import { closeMonth } from "./close-month.ts";
import { orderLedgerRun, performLedgerRun } from "./perform-run.ts";
import { reopenMonth } from "./reopen-month.ts";
import { readSnapshot } from "./snapshot-file.ts";

/** It belongs to no component. */
const monitor = "Somebody's";
const october = { period: "2026-10", by: "finance@example.test", explanations: {} };
const print = { timeZoneOf: () => "UTC", publicUrl: "https://signalbox.example" };

let world: ProcessingUnderTest;
const deps = () => ({ db: world.db, now: world.deps.now, newId: newUuid, publicUrl: print.publicUrl });
const settle = () => settleWholeLedger(deps());
const entries = async (filter: Parameters<typeof listLedgerLines>[1]): Promise<LedgerEntry[]> =>
  (await listLedgerLines(world.db.read, filter, { after: null, limit: 500 })).map((line) => entryOfLine(line, print));
const briefly = ({ documentNo, entryType, period, reverses, netSeconds, cost }: LedgerEntry) =>
  [documentNo, entryType, period, reverses, netSeconds, cost].join(" ");
const entryId = async (key: string) => {
  const [row] = await world.rows<{ id: string }>(
    `select s.id from ledger_segments s join incidents i on i.id = s.incident_id where i.correlation_key = '${key}' order by s.started_at`,
  );
  return `s${row!.id}`;
};
const report = async (period: string) => {
  const customers = await listCustomers(world.db.read, { retired: false }, { after: null, limit: 10 });
  const [told] = await loadSlaReports(deps(), customers, period);
  return told!;
};
const fileHash = async (period: string, format: "csv" | "jsonl" = "csv") => {
  const snapshot = await findSnapshotOf(world.db.read, period, format);
  const hash = createHash("sha256");
  for await (const bytes of readSnapshot(world.db.read, snapshot!.id)) hash.update(bytes);
  return hash.digest("hex");
};
const refusal = (statement: string) =>
  world.rows(statement).then(
    () => "done",
    (error: Error) => error.message,
  );

beforeAll(async () => {
  world = await createProcessingUnderTest("rules: []\n");
});
afterAll(() => world.close());

describe("a month of the ledger", () => {
  it("is refused while something is open, in words that say what to do", async () => {
    await world.tell({ type: "opened", key: "a", at: 0 }, { type: "resolved", key: "a", at: 10 });
    await world.tell({ type: "opened", key: "u", at: 20, monitor }, { type: "resolved", key: "u", at: 25, monitor });
    await world.tell(
      { type: "opened", key: "n", at: 30, monitor: "Batch" },
      { type: "resolved", key: "n", at: 32, monitor: "Batch" },
    );
    await settle();
    expect(await closeMonth(deps(), october)).toMatchObject({
      outcome: "refused",
      reason: expect.stringContaining("is not over"),
    });
    world.setNow(Date.parse("2026-11-02T08:00:00Z"));
    const refused = await closeMonth(deps(), october);
    expect(refused).toMatchObject({
      outcome: "refused",
      checks: { unmapped: { count: 1 }, missingRates: { count: 1 } },
    });
    expect(refused.outcome === "refused" && refused.reason).toContain("set the component's cost from then on");
  });

  it("names what else stands in the way: what still runs, an orphan, what is not read; blank words explain nothing (ledger.md, periods)", async () => {
    const begin = new Date(t0).toISOString();
    const ids = [newUuid(), newUuid(), newUuid()];
    const source = "from sources where key = 'anyping'";
    await world.rows(`insert into incidents (id, source_id, correlation_key, status, title, severity, opened_at)
      select '${ids[0]}', id, 'runs', 'open', 'it runs', 'critical', '${begin}' ${source}`);
    await world.rows(`insert into failures (id, kind, cause, subject_kind, subject_id, reason, first_at, last_at)
      values ('${ids[1]}', 'event-orphaned', 'k', 'event', 'e', 'r', '${begin}', '${begin}')`);
    await world.rows(`insert into deliveries (id, source_id, sender_delivery_id, received_at, state, id_basis, body_sha256, reason, finished_at)
      select '${ids[2]}', id, 'unread', '${begin}', 'failed', 'fresh', sha256(''), 'r', '${begin}' ${source}`);
    const explanations = { openIncidents: " ", unmapped: "it is nobody's", missingRates: "it costs nothing" };
    const refused = await closeMonth(deps(), { ...october, explanations });
    expect(refused).toMatchObject({
      outcome: "refused",
      reason:
        "1 incidents that began before its end are not resolved: resolve them, or explain them. " +
        "1 resolves without an outage wait for a decision: apply or skip them, or explain them. " +
        "1 deliveries are not processed: retry or settle them, or explain them.",
      checks: {
        openIncidents: { examples: [ids[0]] },
        orphans: { examples: [ids[1]] },
        unread: { examples: [ids[2]] },
      },
    });
    for (const table of ["incidents", "failures", "deliveries"])
      await world.rows(`delete from ${table} where id = any('{${ids.join(",")}}')`);
  });

  it("adjusts an entry at once below the amount, and above it after a second person's yes", async () => {
    const request = {
      field: "endedAt" as const,
      to: new Date(t0 + 9 * minute).toISOString(),
      reason: "the probe was late",
      author: "ana@example.test",
    };
    const preview = await adjustEntry(deps(), { ...request, entryId: await entryId("a"), isPreview: true });
    expect(preview).toMatchObject({
      outcome: "done",
      needsApproval: true,
      costChange: [{ currency: "EUR", minor: "-12000" }],
    });
    const made = await adjustEntry(deps(), { ...request, entryId: await entryId("a"), isPreview: false });
    if (made.outcome !== "done") throw new Error(made.outcome);
    expect((await entries({ period: "2026-10" }))[0]).toMatchObject({ netSeconds: "600" });
    expect(await closeMonth(deps(), october)).toMatchObject({
      outcome: "refused",
      reason: expect.stringContaining("wait for a second person"),
    });
    expect(await approveAdjustmentBy(deps(), made.id!, "ana@example.test")).toBe("own");
    expect(await approveAdjustmentBy(deps(), made.id!, "ben@example.test")).toBe("done");
    await settle();
    expect((await entries({ period: "2026-10" }))[0]).toMatchObject({
      netSeconds: "540",
      cost: "1080.00",
      timeBasis: "adjusted",
      reason: "adjusted: the probe was late",
    });
    await world.rows(
      `insert into settings (key, value, updated_by) values ('ledger', '{"approvalAbove": {"EUR": "500.00"}}', 'admin')`,
    );
    const back = { ...request, to: new Date(t0 + 10 * minute).toISOString(), reason: "it was right" };
    expect(await adjustEntry(deps(), { ...back, entryId: await entryId("a"), isPreview: false })).toMatchObject({
      needsApproval: false,
    });
    await settle();
    expect((await entries({ period: "2026-10" }))[0]).toMatchObject({ netSeconds: "600", cost: "1200.00" });
    const wrong = { ...request, entryId: await entryId("a"), isPreview: false };
    expect(await adjustEntry(deps(), { ...wrong, to: new Date(t0 - minute).toISOString() })).toMatchObject({
      outcome: "refused",
      reason: expect.stringContaining("would end before it begins"),
    });
  });

  it("gives an unmapped incident a component, and leaves a time out that two people agreed on", async () => {
    const moved = await adjustEntry(deps(), {
      entryId: await entryId("u"),
      field: "component",
      to: "checkout-api",
      reason: "it is the checkout",
      author: "ana@example.test",
      isPreview: false,
    });
    if (moved.outcome !== "done") throw new Error(moved.outcome);
    expect(await approveAdjustmentBy(deps(), moved.id!, "ben@example.test")).toBe("done");
    const [checkout] = await world.rows<{ id: number }>("select id from components where key = 'checkout-api'");
    const id = await proposeExclusion(deps(), {
      componentId: checkout!.id,
      startsAt: t0 + 5 * minute,
      endsAt: t0 + 7 * minute,
      reason: "the customer's own fault",
      by: "ana@example.test",
    });
    expect(await decideExclusion(deps(), id, "approve", "ana@example.test")).toBe("own");
    expect(await decideExclusion(deps(), id, "approve", "ben@example.test")).toBe("done");
    await settle();
    expect(
      (await entries({ period: "2026-10" })).map(({ componentKey, excludedSeconds, netSeconds }) => [
        componentKey,
        excludedSeconds,
        netSeconds,
      ]),
    ).toEqual([
      ["checkout-api", "120", "480"],
      ["checkout-api", "0", "300"],
      ["batch", "0", "120"],
    ]);
  });

  it("is verified without a word", async () => {
    const report = await verifyLedger(deps());
    expect(report.findings).toEqual([]);
    expect(report).toMatchObject({ findingCount: 0, readAnewCount: 0, checked: { deliveries: 6, keys: 3 } });
  });

  it("is told to a customer as it is known, with what counted and why, and what more downtime would cost", async () => {
    await world.rows("insert into customers (key, name) values ('acme', 'ACME')");
    await world.rows(`insert into contracts (customer_id, valid_from, body) select id, '2026-01-01Z', '{
      "components": ["checkout-api", "batch"], "compose": "any-down", "target": "99.97",
      "fee": {"amount": "12000.00", "currency": "EUR", "per": "month"},
      "credits": [{"below": "99.97", "percent": 5}, {"below": "99.9", "percent": 10}]}' from customers`);
    const told = await report("2026-10");
    expect(told).toMatchObject({ basis: "provisional", customer: { name: "ACME" }, period: "2026-10" });
    const [contract] = told.contracts;
    expect(contract).toMatchObject({
      agreedSeconds: "2678400",
      downSeconds: "900",
      availability: "99.9663",
      met: false,
      credit: { percent: 5, money: { currency: "EUR", amount: "600.00" } },
      next: { below: "99.9", leftSeconds: "1778.4", money: { amount: "1200.00" } },
      outages: 3,
      restoreSeconds: "340",
    });
    expect(
      contract!.interruptions.map(({ component, countedSeconds, notCounted }) => [
        component,
        countedSeconds,
        notCounted,
      ]),
    ).toEqual([
      ["Checkout API", "480", [{ why: "exclusion", seconds: "120" }]],
      ["Checkout API", "300", []],
      ["Batch", "120", []],
    ]);
    const secrets = ["Checkout EU", "Somebody", "example.test", "120.00", "customer's own fault", "payments", "inc_"];
    for (const word of secrets) expect(JSON.stringify(told)).not.toContain(word);
    expect(await listErrorBudgets(deps(), [{ key: "checkout-api", slaTarget: "99.95" }], "2026-10")).toMatchObject([
      {
        agreedSeconds: "2678280",
        downSeconds: "780",
        availability: "99.9708",
        budget: { allowedSeconds: "1339.14", leftSeconds: "559.14" },
        crossings: [
          { below: "99.9", leftSeconds: "1778.4", contracts: 1, credit: [{ currency: "EUR", amount: "600.00" }] },
        ],
      },
    ]);
  });

  it("is closed into numbered documents and files with their hashes, which stay the same for ever (L4)", async () => {
    const closed = await closeMonth(deps(), { ...october, explanations: { missingRates: "batch costs nothing" } });
    expect(closed).toMatchObject({ outcome: "closed", rows: 3 });
    expect((await entries({ period: "2026-10" })).map(briefly)).toEqual([
      "1 original 2026-10  480 960.00",
      "2 original 2026-10  300 600.00",
      "3 original 2026-10  120 ",
    ]);
    expect(await fileHash("2026-10")).toBe(closed.outcome === "closed" && closed.sha256);
    expect(await closeMonth(deps(), october)).toMatchObject({
      outcome: "refused",
      reason: "2026-10 is closed already.",
    });
  });

  it("refuses by SQL what may not happen to it: changes, gaps, posting into it", async () => {
    expect(await refusal('update ledger_postings set entry = entry || \'{"cost": "1.00"}\'')).toContain("written once");
    expect(await refusal("delete from ledger_postings")).toContain("written once");
    expect(await refusal("truncate ledger_postings")).toContain("written once");
    expect(await refusal("set session_replication_role = replica; delete from ledger_postings")).toContain(
      "written once",
    );
    await world.rows("set session_replication_role = default");
    expect(await refusal("update ledger_snapshots set rows = 0")).toContain("written once");
    expect(await refusal("delete from ledger_snapshot_parts")).toContain("written once");
    expect(await refusal("update sla_reports set body = '{}'")).toContain("written once");
    const copy = (
      period: string,
      no: number,
    ) => `insert into ledger_postings (period, posted_period, document_no, entry_type, entry, posted_by, posted_at, incident_id)
      select period, '${period}', ${no}, entry_type, entry || '{"postedPeriod": "${period}", "documentNo": ${no}}', posted_by, posted_at, incident_id
      from ledger_postings where document_no = 1`;
    expect(await refusal(copy("2026-10", 4))).toContain("is closed: post a correction in the open one");
    await world.rows(
      "insert into ledger_periods (period, starts_at, ends_at) values ('2026-11', '2026-11-01Z', '2026-12-01Z')",
    );
    expect(await refusal(copy("2026-11", 2))).toContain("without gaps");
    expect(await refusal("update ledger_adjustments set reason = 'another'")).toContain("decided once");
    expect(await refusal("update ledger_adjustments set approved_by = null, approved_at = null")).toContain(
      "decided once",
    );
    expect(await refusal("delete from ledger_adjustments")).toContain("written once");
    expect(await refusal("update exclusions set approved_by = created_by")).toContain(
      "nobody_approves_their_own_exclusion",
    );
    expect(await refusal("update ledger_periods set closed_by = null where status = 'closed'")).toContain(
      "closed_period_says_by_whom",
    );
    expect(await refusal("delete from ledger_periods where period = '2026-10'")).toContain("foreign key");
  });

  it("posts what is learned about it later as reversal and replacement in the month of now, and keeps its bytes (F4)", async () => {
    const before = [await fileHash("2026-10"), await fileHash("2026-10", "jsonl")];
    const told = await report("2026-10");
    expect(told).toMatchObject({ basis: "final", contracts: [{ downSeconds: "900" }] });
    const late = anypingBody({ type: "resolved", key: "u", at: 24, monitor });
    await world.process([await world.store(late, { receivedAt: world.deps.now() })]);
    await settle();
    expect((await entries({ period: "2026-11" })).map(briefly)).toEqual([
      "1 reversal 2026-10 2026-10/2 -300 -600.00",
      "2 replacement 2026-10 2026-10/2 240 480.00",
    ]);
    expect((await entries({ period: "2026-11" }))[0]!.reason).toContain("ended_at, gross_seconds, net_seconds");
    expect([await fileHash("2026-10"), await fileHash("2026-10", "jsonl")]).toEqual(before);
    expect(await report("2026-10")).toEqual(told);
    const known = await entries({ period: "2026-10", knownOn: world.deps.now() });
    expect(known.map(({ netSeconds }) => Number(netSeconds)).reduce((a, b) => a + b)).toBe(480 + 240 + 120);
    const then = await entries({ period: "2026-10", knownOn: Date.parse("2026-11-01T00:00:00Z") });
    expect(then).toEqual([]);
    await settle();
    expect(await entries({ period: "2026-11" })).toHaveLength(2);
    expect((await verifyLedger(deps())).findings).toEqual([]);
  });

  it("is summed up by component, team and day: the shares add up to the month, corrections of earlier months apart", async () => {
    await world.rows("update teams set name = 'Payments' where key = 'payments'");
    const november = await summarizeLedger(world.db.read, { period: "2026-11" });
    expect(november.days).toMatchObject([{ key: null, weightedSeconds: "-60", cost: [{ amount: "-120.00" }] }]);
    const october = await summarizeLedger(world.db.read, { period: "2026-10" });
    expect(october.days).toMatchObject([{ key: "2026-10-01", entries: 3 }]);
    expect(october.teams).toMatchObject([{ key: "payments", name: "Payments", weightedSeconds: "900" }]);
    const brief = ({ key, name, weightedSeconds, cost }: LedgerShare) => [key, name, weightedSeconds, cost];
    expect(october.components.map(brief)).toEqual([
      ["checkout-api", "Checkout API", "780", [{ currency: "EUR", amount: "1560.00" }]],
      ["batch", "Batch", "120", []],
    ]);
    expect((await sumLedger(world.db.read, { period: "2026-10" })).weightedSeconds).toBe("900");
  });

  it("is opened again by two people, and keeps both files", async () => {
    const ask = (by: string) => reopenMonth(deps(), { period: "2026-10", by, reason: "the auditor asked" });
    expect(await ask("ana@example.test")).toBe("asked");
    expect(await ask("ana@example.test")).toBe("own-request");
    expect(await ask("ben@example.test")).toBe("opened");
    await world.process([
      await world.store(anypingBody({ type: "resolved", key: "u", at: 23, monitor }), { receivedAt: world.deps.now() }),
    ]);
    await settle();
    expect((await entries({ period: "2026-10" })).slice(3).map(briefly)).toEqual([
      "4 reversal 2026-10 2026-11/2 -240 -480.00",
      "5 replacement 2026-10 2026-11/2 180 360.00",
    ]);
    expect(await closeMonth(deps(), october)).toMatchObject({ outcome: "closed", rows: 5 });
    const files = await world.rows<{ times_closed: number; rows: number }>(
      "select times_closed, rows from ledger_snapshots where format = 'csv' order by id",
    );
    expect(await report("2026-10")).toMatchObject({ basis: "final", contracts: [{ downSeconds: "780", met: true }] });
    expect(files).toEqual([
      { times_closed: 1, rows: 3 },
      { times_closed: 2, rows: 5 },
    ]);
    expect((await verifyLedger(deps())).findings).toEqual([]);
  });

  it("closes months in their order", async () => {
    await world.tell(
      { type: "opened", key: "w", at: 40 * 24 * 60 },
      { type: "resolved", key: "w", at: 40 * 24 * 60 + 5 },
    );
    world.setNow(Date.parse("2027-01-02T00:00:00Z"));
    await settle();
    expect(await closeMonth(deps(), { ...october, period: "2026-12" })).toMatchObject({
      outcome: "refused",
      reason: expect.stringContaining("2026-11 is open: close it first"),
    });
  });
});

describe("verifyLedger", () => {
  const kinds = async () => (await verifyLedger(deps())).findings.map(({ kind, message }) => `${kind}: ${message}`);
  const behind = async (statement: string) => {
    await world.rows(
      "alter table ledger_postings disable trigger user; alter table ledger_snapshot_parts disable trigger user",
    );
    await world.rows(statement);
    await world.rows("alter table ledger_postings enable always trigger postings_are_written_once");
  };

  it("names a cent that was changed behind the trigger, by its document and in the file", async () => {
    await behind(
      `update ledger_postings set entry = entry || '{"cost": "360.01"}' where posted_period = '2026-10' and document_no = 5`,
    );
    const found = await kinds();
    expect(found).toContainEqual(expect.stringContaining("cost is 360.01, and comes to 360.00"));
    expect(found).toContainEqual(expect.stringContaining("file-differs: the documents of today do not give the file"));
    await behind(
      `update ledger_postings set entry = entry || '{"cost": "360.00"}' where posted_period = '2026-10' and document_no = 5`,
    );
    expect(await kinds()).toEqual([]);
  });

  it("names a hash that was changed behind the trigger: the chain from month to month does not hold (ledger.md, periods)", async () => {
    await world.rows("alter table ledger_snapshots disable trigger user");
    const change =
      "update ledger_snapshots set chain_sha256 = sha256(chain_sha256) where id = (select min(id) from ledger_snapshots)";
    const [before] = await world.rows<{ hex: string }>(
      "select encode(chain_sha256, 'hex') as hex from ledger_snapshots order by id limit 1",
    );
    await world.rows(change);
    expect(await kinds()).toContainEqual(expect.stringContaining("chain"));
    await world.rows(
      `update ledger_snapshots set chain_sha256 = decode('${before!.hex}', 'hex') where id = (select min(id) from ledger_snapshots)`,
    );
    expect(await kinds()).toEqual([]);
  });

  it("lists apart what the code of today reads differently than that of then: nothing is wrong with it (ledger.md)", async () => {
    await world.rows("update events set normaliser_version = 0, monitor_external_id = 'as it was read then'");
    const report = await verifyLedger(deps());
    expect(report).toMatchObject({ findingCount: 0, findings: [] });
    expect(report.readAnewCount).toBe(report.checked.deliveries);
    expect(report.readAnew[0]!.message).toContain("its body says otherwise about: monitor");
  });

  it("names a segment that was deleted, and settles it by no means itself", async () => {
    await world.rows("delete from ledger_segments");
    const found = await kinds();
    expect(found).toEqual([expect.stringContaining("line-missing: nothing stands for checkout-api")]);
    const order = { kind: "close", period: "2026-11", by: "finance@example.test" } as const;
    const run = await orderLedgerRun(deps(), order);
    await performLedgerRun(deps(), run!.id);
    expect(await findLedgerRun(world.db.read, run!.id)).toMatchObject({
      state: "refused",
      result: { reason: "The ledger does not agree with what it rests on in 1 places: look at them first." },
    });
    await world.rows(
      "insert into ledger_dirty (component_id, dirty_from) select id, '1970-01-01Z' from components where key = 'checkout-api'",
    );
    expect(await kinds()).toEqual([]);
  });

  it("names a body that was changed, and a monitor that was mapped to another component", async () => {
    await world.rows(
      "update delivery_bodies set body = body || ' ' where delivery_id = (select id from deliveries order by received_at limit 1)",
    );
    await world.rows("update monitor_mappings set match = 'Nothing*' where match = 'Batch*'");
    await world.db.transaction(bumpConfigRevision);
    const found = await kinds();
    expect(found).toContainEqual(expect.stringContaining("body-changed: the body of a delivery of 2026-10-01"));
    expect(found).toContainEqual(
      expect.stringContaining('remapped: it stands under batch, to which its monitor "Batch" did not belong'),
    );
  });

  it("rests on bodies for 13 months, on events for 25, and before that on the chain of hashes (ledger.md)", async () => {
    await world.rows("update monitor_mappings set match = 'Batch*' where match = 'Nothing*'");
    await world.db.transaction(bumpConfigRevision);
    await world.rows("delete from delivery_bodies");
    world.setNow(Date.parse("2028-01-02T00:00:00Z"));
    expect(await verifyLedger(deps())).toMatchObject({
      findings: [],
      checked: { deliveries: 0, keys: expect.any(Number) },
    });
    await world.rows("delete from events");
    expect((await kinds())[0]).toContain("statement-unfounded: no event told it");
    world.setNow(Date.parse("2029-02-02T00:00:00Z"));
    expect(await verifyLedger(deps())).toMatchObject({ findings: [], checked: { deliveries: 0, keys: 0, files: 4 } });
    await world.rows(
      "update ledger_snapshots set sha256 = sha256(sha256) where id = (select min(id) from ledger_snapshots)",
    );
    expect(await kinds()).toContainEqual(expect.stringContaining("chain-broken"));
  });
});
