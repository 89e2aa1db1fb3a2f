import { listVariables } from "@signalbox/contract";
import { loadLastApplication, loadSecrets } from "@signalbox/database";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import {
  type ConfigUnderTest,
  createConfigUnderTest,
  example,
  exampleEnv,
  printChanges,
  startedAt,
} from "./config-under-test.ts";
import { exportConfig } from "./export-config.ts";
import { isHookToken } from "./make-hook-token.ts";

let config: ConfigUnderTest;
beforeEach(async () => {
  config = await createConfigUnderTest();
});
afterEach(() => config.close());

const file = (body: string) => `version: 1\n${body}`;
const pager =
  'connections: [{key: pager, kind: page-webhook, url: "https://pager.example.test/", secret: {env: PAGER_SECRET}}]\n';

describe("applyConfig", () => {
  it("makes the example live on a fresh database, and applied again changes nothing", async () => {
    const changes = await config.change(example);
    expect(changes).toEqual([
      "calendar berlin create",
      "connection desk create",
      "connection rota create",
      "connection pager create",
      "team payments create",
      "source anyping create",
      "component checkout-api create",
      "policy policy update",
      "rules rules update",
      "failures failures create",
      expect.stringMatching(/^maintenance checkout-api 2026-12-06T22:00:00\.000Z.* create$/),
      "customer acme create",
    ]);
    expect(printChanges(await config.plan(example))).toEqual([]);
    expect(await config.change(example)).toEqual([]);
    const [counted] = await config.db.sql`select
      (select count(*)::int from config_applications) as applications,
      (select count(*)::int from secrets) as secrets,
      (select number from rule_sets where state = 'published') as rules,
      (select value ->> 'revision' from settings where key = 'config-revision') as revision`;
    expect(counted).toEqual({ applications: 1, secrets: 4, rules: 2, revision: "1" });
  });

  it("changes nothing by what it exports, and the export needs no variable and no file", async () => {
    await config.change(example);
    const text = await exportConfig(config.deps);
    const bare = { env: {}, readDelivery: () => null };
    expect(printChanges(await config.plan(text, bare))).toEqual([]);
    expect(printChanges(await config.plan(text, { ...bare, prune: true }))).toEqual([]);
  });

  it("keeps drills as it keeps other objects (issue 8): made, planned, exported, retired with prune, and made again", async () => {
    const find = 'find: {path: "/tickets?ref={{ obligation.reference }}", id: "$.items[0].id"}';
    const ticket = `{create: {method: POST, path: /tickets, body: {title: x}, id: "$.id"}, ${find}, close: {method: PATCH, path: "/tickets/{{ obligation.externalId }}", body: {status: closed}}}`;
    const rest = file(`sources: [{key: anyping, sender: anyping, secrets: [{env: ANYPING_WEBHOOK_SECRET}]}]
calendars: [{key: berlin, timeZone: Europe/Berlin}]
connections:
  - {key: desk-test, kind: ticket-json, baseUrl: "https://desk.example.test", ticket: ${ticket}}
  - {key: pager, kind: page-webhook, url: "https://pager.example.test/", secret: {env: PAGER_SECRET}}
  - {key: drill-pager, kind: page-webhook, url: "https://quiet.example.test/", secret: {env: PAGER_SECRET}}
failures: {page: [{connection: pager}]}
`);
    const drills = `drills:
  - {key: path, source: anyping, connection: desk-test, schedule: {days: [mon, thu], at: "10:30", calendar: berlin}}
  - {key: page, way: page, monitor: The page, source: anyping, connection: desk-test, openWithin: 5m}
  - {key: stress, source: anyping, connection: desk-test, openWithin: 15m, chaos: {fault: lying, for: 7m, pager: drill-pager}}
`;
    expect(await config.change(rest + drills)).toEqual(
      expect.arrayContaining(["drill path create", "drill page create", "drill stress create"]),
    );
    expect(await config.change(rest + drills)).toEqual([]);
    const stored = await config.db.sql`select key, next_due_at is not null as due, page_token is not null as page, chaos
      from drills order by key`;
    expect(stored).toEqual([
      { key: "page", due: false, page: true, chaos: null },
      { key: "path", due: true, page: false, chaos: null },
      { key: "stress", due: false, page: false, chaos: { fault: "lying", outages: 12, forMs: 420_000 } },
    ]);
    const bare = { env: {}, readDelivery: () => null, prune: true };
    expect(printChanges(await config.plan(await exportConfig(config.deps), bare))).toEqual([]);
    const changed = rest + drills.replace("openWithin: 5m", "openWithin: 6m");
    expect(await config.plan(changed)).toMatchObject({
      changes: [{ object: "drill", key: "page", fields: [{ field: "openWithin", from: "300s", to: "360s" }] }],
    });

    const wrong = (from: string, to: string) => config.apply(rest + drills.replace(from, to));
    const refused = (path: string, word: string) => ({
      outcome: "refused",
      problems: [{ path, message: expect.stringContaining(word) }],
    });
    expect(await wrong("source: anyping", "source: anypin")).toMatchObject(refused("drills[0].source", "did you mean"));
    expect(await wrong("pager: drill-pager", "pager: pager")).toMatchObject(
      refused("drills[2].chaos.pager", "the paths of failures"),
    );
    expect(await wrong("monitor: The page, ", "")).toMatchObject(refused("drills[1].way", "name the monitor"));
    const token = "select page_token from drills where key = 'page'";
    const [before] = await config.db.sql.unsafe(token);
    expect(await config.change(rest, { prune: true })).toEqual(
      expect.arrayContaining(["drill page retire", "drill path retire", "drill stress retire"]),
    );
    expect(await config.change(rest + drills)).toHaveLength(3);
    expect(await config.db.sql.unsafe(token)).toEqual([before]);
  });

  it("keeps secrets out of plan, export, journal and what it remembers", async () => {
    const planned = await config.plan(example);
    await config.change(example);
    const [stored] = await config.db.sql<{ text: string }[]>`select concat(
      (select string_agg(j::text, '') from journal j), (select string_agg(c::text, '') from config_applications c),
      (select string_agg(c::text, '') from connections c), (select string_agg(s::text, '') from sources s)) as text`;
    const shown = [JSON.stringify(planned), await exportConfig(config.deps), stored!.text].join("\n");
    for (const value of Object.values(exampleEnv)) expect(shown).not.toContain(value);
    const [desk] = await config.db.sql<{ id: number }[]>`select id from connections where key = 'desk'`;
    const secrets = await loadSecrets(config.db.read, config.deps.secretKey, "connection", desk!.id);
    expect(secrets).toMatchObject([{ field: "bearer", value: exampleEnv.DESK_TOKEN }]);
  });

  it("names all missing variables at once, and changes nothing", async () => {
    const outcome = await config.apply(example, { env: { DESK_TOKEN: "x", PAGER_SECRET: "" } });
    expect(outcome).toMatchObject({
      outcome: "refused",
      missing: ["ANYPING_HOOK_TOKEN", "ANYPING_WEBHOOK_SECRET", "PAGER_SECRET"],
    });
    const [counted] = await config.db.sql`select count(*)::int as n from teams`;
    expect(counted).toEqual({ n: 0 });
  });

  it("makes a hook token where none is given, once", async () => {
    const text = file("sources: [{key: any, sender: generic}]\n");
    const first = await config.apply(text);
    expect(first).toMatchObject({ outcome: "applied", madeTokens: [{ source: "any" }] });
    const token = first.outcome === "applied" ? first.madeTokens[0]!.token : "";
    expect(token).toMatch(/^sbxh_[A-Za-z0-9_-]{43}$/);
    expect(isHookToken(token)).toBe(true);
    expect(isHookToken(token.replace(/_./, (start) => (start === "_A" ? "_B" : "_A")))).toBe(false);
    expect(await config.change(text)).toEqual([]);
  });

  it("refuses what only shows with the variables, at its place in the file", async () => {
    const short = await config.apply(example, { env: { ...exampleEnv, ANYPING_HOOK_TOKEN: "short" } });
    expect(short).toMatchObject({
      problems: [{ path: "sources[0].token", message: expect.stringContaining("at least 32") }],
    });
    const kept = await config.apply(file("sources: [{key: any, sender: generic, token: {kept: true}}]\n"));
    expect(kept).toMatchObject({ problems: [{ line: 2, message: expect.stringContaining("keeps what is stored") }] });
    const token = "{value: 0123456789012345678901234567890123456789}";
    const twins = await config.apply(
      file(
        `sources: [{key: one, sender: generic, token: ${token.replace("0123", '"0123').replace("}", '"}')}}, {key: two, sender: generic, token: ${token.replace("0123", '"0123').replace("}", '"}')}}]\n`,
      ),
    );
    expect(twins).toMatchObject({ problems: [{ message: expect.stringContaining("the same token") }] });
  });

  it("writes only what differs: secrets that are equal stay, others end and are stored anew", async () => {
    await config.change(example);
    const ids = async () =>
      (await config.db.sql`select id from secrets where retired_at is null order by id`).map((row) => row.id);
    const before = await ids();
    expect(await config.change(example, { env: { ...exampleEnv, ANYPING_WEBHOOK_SECRET: "another-secret" } })).toEqual([
      "source anyping update",
    ]);
    const after = await ids();
    expect(after.filter((id) => before.includes(id))).toHaveLength(3);
    const two = example.replace(
      "secrets: [{env: ANYPING_WEBHOOK_SECRET}]",
      "secrets: [{kept: true}, {env: NEXT_SECRET, label: next}]",
    );
    expect(await config.change(two, { env: { ...exampleEnv, NEXT_SECRET: "the-next-one" } })).toEqual([
      "source anyping update",
    ]);
    const [source] = await config.db.sql<{ id: number }[]>`select id from sources where key = 'anyping'`;
    const stored = await loadSecrets(config.db.read, config.deps.secretKey, "source", source!.id);
    expect(stored.filter((secret) => secret.field === "signing").map(({ label, value }) => [label, value])).toEqual([
      ["ANYPING_WEBHOOK_SECRET", "another-secret"],
      ["next", "the-next-one"],
    ]);
  });

  it("sends a stored credential to no other scheme, host or port than the one it was entered for", async () => {
    await config.change(example);
    const text = await exportConfig(config.deps);
    const base = /baseUrl: "?([^"\n]+)"?/.exec(text)![1]!;
    for (const other of ["https://mine.example.net", "https://127.0.0.1:9100", "http://127.0.0.1:9101"]) {
      const moved = text.replace(base, other);
      expect(moved).not.toBe(text);
      const outcome = await config.apply(moved, { env: {} });
      expect(outcome).toMatchObject({
        outcome: "refused",
        problems: [{ message: expect.stringContaining("enter the credential again: the address has changed") }],
      });
    }
    const deeper = text.replace(base, `${base}/another/path`);
    expect(await config.change(deeper, { env: {} })).toEqual(["connection desk update"]);
    const entered = text
      .replace(base, "https://mine.example.net")
      .replace(/bearer:\s+kept: true/, "bearer: {env: DESK_TOKEN}");
    expect(await config.change(entered)).toEqual(["connection desk update"]);
  });

  it("retires what the file no longer names with prune alone, and takes it back without old secrets", async () => {
    const both = file(
      `${pager}sources: [{key: one, sender: generic}, {key: two, sender: generic, secrets: [{value: two-secret}]}]\n`,
    );
    const one = file(`${pager}sources: [{key: one, sender: generic}]\n`);
    await config.change(both);
    expect(await config.change(one)).toEqual([]);
    expect(await config.change(one, { prune: true })).toEqual(["source two retire"]);
    expect(await config.change(one, { prune: true })).toEqual([]);
    const back = await config.apply(file("sources: [{key: two, sender: generic}]\n"));
    expect(printChanges(back)).toEqual(["source two create"]);
    expect(back).toMatchObject({ madeTokens: [{ source: "two" }] });
    const [source] = await config.db.sql<
      { id: number }[]
    >`select id from sources where key = 'two' and retired_at is null`;
    const stored = await loadSecrets(config.db.read, config.deps.secretKey, "source", source!.id);
    expect(stored.map((secret) => secret.field)).toEqual(["token"]);
  });

  it("takes a retired component back without what it had", async () => {
    const shop = (fields: string) => file(`components: [{key: shop${fields}}]\n`);
    await config.change(shop(', tier: 1, cost: {perMinute: "1", currency: EUR}'));
    expect(await config.change(file(""), { prune: true })).toEqual(["component shop retire"]);
    expect(await config.change(shop(", tier: 2"))).toEqual(["component shop create"]);
    const [held] = await config.db.sql`select (select array_agg(tier) from component_tiers) as tiers,
      (select count(*)::int from component_costs) as costs`;
    expect(held).toEqual({ tiers: [2], costs: 0 });
  });

  it("leaves the rule set as it is where the file has none, and publishes only what differs", async () => {
    await config.change(example);
    expect(await config.change(file(pager))).toEqual(["connection pager update"]);
    const numbers = async () =>
      (await config.db.sql`select number, state from rule_sets order by number`).map(
        (row) => `${row.number} ${row.state}`,
      );
    expect(await numbers()).toEqual(["1 superseded", "2 published"]);
    const planned = await config.plan(example.replace("component.tier <= 2", "component.tier <= 3"));
    expect(planned).toMatchObject({
      changes: [
        { object: "connection" },
        { object: "rules", fields: [{ field: "rule ticket-for-customer-facing, when" }] },
      ],
    });
    await config.change(example.replace("component.tier <= 2", "component.tier <= 3"));
    expect(await numbers()).toEqual(["1 superseded", "2 superseded", "3 published"]);
  });

  it("remembers the file without its secrets", async () => {
    await config.change(example);
    const last = await loadLastApplication(config.db.read);
    expect(listVariables(last!.document.file as never)).toEqual([]);
    expect(Object.keys(last!.document.digests)).toEqual(
      expect.arrayContaining(["sources/anyping", "components/checkout-api", "rules", "policy", "failures"]),
    );
  });

  it("changes nothing where anything is wrong", async () => {
    const outcome = await config.apply(example.replace("tier: 1 ", "tier: 12 "));
    expect(outcome).toMatchObject({ outcome: "refused", problems: [{ path: "components[0].tier", line: 13 }] });
    const [counted] = await config.db.sql`select count(*)::int as n from journal where actor_kind = 'person'`;
    expect(counted).toEqual({ n: 0 });
  });

  it("plans again where somebody saved meanwhile", async () => {
    await config.change(example);
    const renamed = example.replace("name: Checkout API", "name: Checkout");
    const both = await Promise.all([config.apply(renamed), config.apply(renamed)]);
    expect(both.map((outcome) => printChanges(outcome).length).toSorted()).toEqual([0, 1]);
  });
});

describe("dated settings", () => {
  const tiers = async () =>
    (await config.db.sql`select tier, valid_from, valid_to from component_tiers order by valid_from`).map(
      ({ tier, valid_from, valid_to }) => [tier, day(valid_from), day(valid_to)],
    );
  const day = (at: number | null) => (at === null ? null : new Date(at).toISOString().slice(0, 16));
  const component = (fields: string) =>
    file(`policy: {timeZone: Europe/Berlin}\ncomponents: [{key: shop, ${fields}}]\n`);

  it("hold from 1970 without a date, and from midnight in the policy's zone with one", async () => {
    await config.change(component("tier: 2"));
    expect(await tiers()).toEqual([[2, "1970-01-01T00:00", null]]);
    await config.change(component("tier: [{value: 1, from: 2026-07-01}]"));
    expect(await tiers()).toEqual([
      [2, "1970-01-01T00:00", "2026-06-30T22:00"],
      [1, "2026-06-30T22:00", null],
    ]);
    expect(await config.change(component("tier: [{value: 1, from: 2026-07-01}]"))).toEqual([]);
  });

  it("stay where the file leaves them out, and a new one ends the one before", async () => {
    await config.change(component('cost: {perMinute: "120.00", currency: EUR, from: 2026-01-01}'));
    expect(await config.change(component("name: shop"))).toEqual([]);
    await config.change(component('cost: {perMinute: "180.5", currency: EUR, from: "2026-07-01T00:00:00Z"}'));
    const costs = await config.db.sql`select rate_per_minute, valid_to from component_costs order by valid_from`;
    expect(costs.map((row) => [row.rate_per_minute, day(row.valid_to)])).toEqual([
      ["120.000000", "2026-07-01T00:00"],
      ["180.500000", null],
    ]);
    expect(printChanges(await config.plan(await exportConfig(config.deps)))).toEqual([]);
  });

  it("have the ledger counted again from when the cost differs", async () => {
    await config.change(component('cost: {perMinute: "1", currency: EUR, from: 2026-01-01}'));
    await config.db.sql`delete from ledger_dirty`;
    await config.change(component('cost: {perMinute: "2", currency: EUR, from: 2026-07-01}'));
    const dirty = await config.db.sql`select dirty_from from ledger_dirty`;
    expect(dirty.map((row) => day(row.dirty_from))).toEqual(["2026-06-30T22:00"]);
  });

  it("end a monitor's mapping when the file drops it, and begin anew when it comes back", async () => {
    const withMonitors = (monitors: string) =>
      file(`sources: [{key: any, sender: generic}]\ncomponents: [{key: shop, monitors: [${monitors}]}]\n`);
    await config.change(withMonitors('{source: any, match: "Shop*"}'));
    config.setNow(startedAt + 60_000);
    await config.change(withMonitors('{source: any, match: "shop-1"}'));
    config.setNow(startedAt + 120_000);
    await config.change(withMonitors('{source: any, match: "shop-1"}, {source: any, match: "Shop*"}'));
    const rows = await config.db
      .sql`select match, ordinal, valid_from, valid_to from monitor_mappings order by match, valid_from`;
    expect(rows.map((row) => [row.match, row.ordinal, row.valid_from, row.valid_to])).toEqual([
      ["Shop*", 996, 0, startedAt + 60_000],
      ["Shop*", 996, startedAt + 120_000, null],
      ["shop-1", 0, 0, null],
    ]);
    expect(printChanges(await config.plan(await exportConfig(config.deps)))).toEqual([]);
  });

  it("give the ledger policies by date, with a version each", async () => {
    await config.change(file("policy: {timeZone: UTC, decimals: 2}\n"));
    await config.change(file("policy: {timeZone: UTC, decimals: 3, from: 2026-07-01}\n"));
    const rows = await config.db
      .sql`select version, body ->> 'decimals' as decimals, valid_from, valid_to from policies order by valid_from`;
    expect(rows.map((row) => [row.version, row.decimals, day(row.valid_from), day(row.valid_to)])).toEqual([
      [2, "2", "1970-01-01T00:00", "2026-07-01T00:00"],
      [3, "3", "2026-07-01T00:00", null],
    ]);
    expect(printChanges(await config.plan(await exportConfig(config.deps)))).toEqual([]);
    expect(await config.change(file("policy: {timeZone: UTC, decimals: 3}\n"))).toEqual([]);
  });
});
