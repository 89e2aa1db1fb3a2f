import { connectionKindByKey, type LookUpOutcome } from "@signalbox/connections";
import { type Imitation, startGrafanaOncall, startImitation, startOpsgenie, startPagerDuty } from "@signalbox/testkit";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { makeCall } from "../outbound/make-call.ts";
import { type Outbound, openOutbound } from "../outbound/open-outbound.ts";
import { driveKind } from "./drive-kind.ts";

const token = "u+read-only-token-of-tests";
const kept = { kept: true } as const;

/** A rota as any system of one's own may answer it: JSON by GET, to whoever has the token. */
function startRota(): Promise<Imitation> {
  return startImitation({
    answer: ({ method, path, headers }) => {
      if (headers.authorization !== `Bearer ${token}`) return { status: 401, body: { error: "unauthorised" } };
      if (method !== "GET" || path !== "/current") return { status: 404, body: { error: "not found" } };
      return { status: 200, body: { email: "ada@example.test" } };
    },
    keep: () => () => {},
  });
}

const now = Date.UTC(2026, 10, 2, 9);
const shifts = [
  {
    user_email: "bob@example.test",
    user_username: "bob",
    shift_start: "2026-10-26T09:00:00Z",
    shift_end: "2026-11-02T09:00:00Z",
  },
  {
    user_email: "ada@example.test",
    user_username: "ada",
    shift_start: "2026-11-02T09:00:00Z",
    shift_end: "2026-11-09T09:00:00Z",
  },
];

const rotas = [
  {
    kind: "on-call-json",
    start: startRota,
    config: (url: string) => ({ baseUrl: url, auth: { bearer: kept } }),
    secrets: { bearer: token },
    query: { path: "/current", select: "$.email" },
  },
  {
    kind: "pagerduty",
    start: () => startPagerDuty({ routingKey: "e93facc04764012d7bfb002500d5d1a6", apiToken: token }),
    config: (url: string) => ({ apiToken: kept, apiUrl: url }),
    secrets: { apiToken: token },
    query: { path: "/oncalls?schedule_ids[]=P1&include[]=users", select: "$.oncalls[0].user.email" },
  },
  {
    kind: "opsgenie",
    start: () => startOpsgenie({ apiKey: token }),
    config: (url: string) => ({ apiKey: kept, baseUrl: url }),
    secrets: { apiKey: token },
    query: {
      path: "/v2/schedules/Payments/on-calls?scheduleIdentifierType=name&flat=true",
      select: "$.data.onCallRecipients[0]",
    },
  },
  {
    kind: "grafana-oncall",
    start: () => startGrafanaOncall({ token, shifts: () => shifts }),
    config: (url: string) => ({ token: kept, baseUrl: url }),
    secrets: { token },
    query: { path: "/api/v1/schedules/SBM7DV7BKFUYU/final_shifts", select: "$.user_email" },
  },
];

/** A calendar at a secret address, as RFC 5545 (https://www.rfc-editor.org/rfc/rfc5545) writes it. */
function startCalendar(): Promise<Imitation> {
  const event =
    "DTSTART:20261102T090000Z\r\nDTEND:20261109T090000Z\r\nSUMMARY:On call\r\nATTENDEE:mailto:ada@example.test";
  const calendar = `BEGIN:VCALENDAR\r\nVERSION:2.0\r\nBEGIN:VEVENT\r\nUID:1\r\n${event}\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n`;
  return startImitation({
    answer: ({ method, path }) =>
      method === "GET" && path === "/ical/private-0123456789abcdef/basic.ics"
        ? { status: 200, headers: { "content-type": "text/calendar" }, body: calendar }
        : { status: 404, body: "Not Found" },
    keep: () => () => {},
  });
}

describe("on-call-ical", () => {
  const kind = connectionKindByKey("on-call-ical")!;
  const config = kind.configSchema.parse({ url: kept });

  it("answers who is on call by the calendar, and has no answer in anything else", async () => {
    const system = await startCalendar();
    const driven = driveKind({
      kind: "on-call-ical",
      config: { url: kept },
      secrets: { url: `${system.url}/ical/private-0123456789abcdef/basic.ics` },
    });
    expect(await driven.test()).toMatchObject({ verdict: "ok" });
    const ask = async (url: string) => {
      const planned = kind.lookUp!.plan({ path: "/", select: "$.email" }, config, now);
      if (planned.outcome !== "planned") throw new Error(planned.reason);
      expect(JSON.stringify(planned)).not.toContain("private-");
      const input = { config, idempotencyKey: "", scope: {}, obligation: null, now };
      const response = await fetch(kind.authorise(planned.request, input, { url }).url);
      const answer = { status: response.status, headers: {}, body: await response.text(), bodyCut: false };
      return (at: number, cut = false) =>
        kind.lookUp!.interpret({ ...answer, bodyCut: cut }, { path: "/", select: "$.email" }, at);
    };
    const answered = await ask(`${system.url}/ical/private-0123456789abcdef/basic.ics`);
    expect(answered(now)).toEqual({ outcome: "answered", value: "ada@example.test" });
    expect(answered(now - 1)).toMatchObject({ outcome: "no-answer", reason: expect.stringContaining("no event") });
    expect(answered(now, true)).toMatchObject({ outcome: "no-answer", reason: expect.stringContaining("256 KiB") });
    expect((await ask(`${system.url}/ical/other`))(now)).toMatchObject({ outcome: "no-answer" });
    system.behave({ mode: "login-page" });
    expect((await ask(`${system.url}/`))(now)).toMatchObject({ outcome: "no-answer" });
    expect(await driven.test()).toMatchObject({ verdict: "trouble", trouble: "wrong-answer" });
    await driven.close();
    await system.stop();
  });
});

describe.each(rotas.map((rota) => [rota.kind, rota] as const))("%s", (key, rota) => {
  const kind = connectionKindByKey(key)!;
  let system: Imitation;
  let outbound: Outbound;
  beforeAll(async () => {
    system = await rota.start();
    outbound = openOutbound({
      allowNetworks: [{ address: "127.0.0.1", prefixLength: 32, port: system.port }],
      ownPorts: [],
      ownAddresses: [],
      ownHosts: [],
    });
  });
  beforeEach(() => system.behave({ mode: "normal" }));
  afterAll(async () => {
    await outbound.close();
    await system.stop();
  });

  async function ask(
    query = rota.query,
    secrets: Record<string, string> = rota.secrets,
    totalMs = 10_000,
  ): Promise<LookUpOutcome> {
    const config = kind.configSchema.parse(rota.config(system.url));
    const planned = kind.lookUp!.plan(query, config, now);
    if (planned.outcome === "not-possible") return { outcome: "no-answer", reason: planned.reason };
    const input = { config, idempotencyKey: "", scope: {}, obligation: null, now };
    const request = kind.authorise(planned.request, input, secrets);
    const result = await makeCall(outbound, request, secrets, { totalMs });
    return result.result === "answered"
      ? kind.lookUp!.interpret(result.answer, query, now)
      : { outcome: "no-answer", reason: "no answer" };
  }

  it("answers who is on call", async () => {
    expect(await ask()).toEqual({ outcome: "answered", value: "ada@example.test" });
    expect(system.calls.every(({ method }) => method === "GET")).toBe(true);
  });

  it("has no answer in what is slow, cut, lost, a sign-in, too large or refused", async () => {
    for (const mode of ["drop", "cut", "login-page", "huge", "gateway"] as const) {
      system.behave({ mode }, 1);
      expect(await ask()).toMatchObject({ outcome: "no-answer" });
    }
    system.behave({ mode: "slow", ms: 2_000 }, 1);
    expect(await ask(rota.query, rota.secrets, 500)).toMatchObject({ outcome: "no-answer" });
    for (const status of [301, 401, 403, 404, 429, 500]) {
      system.behave({ mode: "refuse", status }, 1);
      expect(await ask()).toMatchObject({ outcome: "no-answer", reason: expect.stringContaining(String(status)) });
    }
  });

  it("has none with a wrong token, a wrong path, or where nothing stands at the place", async () => {
    const wrong = Object.fromEntries(Object.keys(rota.secrets).map((name) => [name, "wrong-token-of-tests"]));
    expect(await ask(rota.query, wrong)).toMatchObject({
      outcome: "no-answer",
      reason: expect.stringMatching(/40[13]/),
    });
    expect(await ask({ ...rota.query, path: "/nowhere" })).toMatchObject({ outcome: "no-answer" });
    expect(await ask({ ...rota.query, select: "$.nobody" })).toMatchObject({ outcome: "no-answer" });
    for (const path of ["//evil.example.test/", "current", "/a b", "/a\\b", "/a#b"]) {
      expect(await ask({ ...rota.query, path })).toMatchObject({ outcome: "no-answer" });
    }
  });

  it("carries out nothing by itself, but for a pager", () => {
    const config = kind.configSchema.parse(rota.config(system.url));
    expect(kind.capabilities(config)).toMatchObject({ actions: key === "opsgenie" ? ["page"] : [], lookUp: true });
  });
});
