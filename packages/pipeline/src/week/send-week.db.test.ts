import { saveSetting } from "@signalbox/database";
import { type SmtpImitation, startSmtpServer } from "@signalbox/testkit";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Outbound, openOutbound } from "../outbound/open-outbound.ts";
import type { PerformDeps } from "../perform/perform-deps.ts";
import { createProcessingUnderTest, minute, type ProcessingUnderTest, t0 } from "../process/processing-under-test.ts";
import { sendWeek } from "./send-week.ts";

let world: ProcessingUnderTest;
let mail: SmtpImitation;
let outbound: Outbound;
beforeAll(async () => {
  [world, mail] = await Promise.all([
    createProcessingUnderTest(
      `rules: [{key: noisy, when: 'component != null && component.key == "checkout-api"', do: []}]\n`,
    ),
    startSmtpServer(),
  ]);
  outbound = openOutbound({
    allowNetworks: [{ address: "127.0.0.1", prefixLength: 32, port: mail.port }],
    ownPorts: [],
    ownAddresses: [],
    ownHosts: [],
  });
  const config = { host: "localhost", port: mail.port, tls: "none", from: "signalbox@example.test" };
  await world.rows(
    `insert into connections (key, name, kind, config) values ('mail', 'Mail', 'email', '${JSON.stringify(config)}')`,
  );
});
afterAll(async () => {
  await outbound.close();
  await mail.stop();
  await world.close();
});

const deps = (more: Partial<PerformDeps> = {}): PerformDeps => ({
  ...{ ...world.deps, failpoint: () => {} },
  outbound,
  secretKey: Buffer.alloc(32, 7),
  random: () => 0.5,
  publicUrl: "https://signalbox.example.test",
  isOutboundOn: true,
  timeScale: 1,
  log: { info: () => {}, warn: () => {}, error: () => {} },
  ...more,
});
const atOnce = async (times: number) =>
  (await Promise.all(Array.from({ length: times }, () => sendWeek(deps())))).toSorted();
const states = async () =>
  (await world.rows<{ told: string }>("select state || ' ' || tries as told from week_mails order by due_at")).map(
    ({ told }) => told,
  );
/** Fridays at 08:00; t0 is a Thursday. */
const friday = (week: number, minutes: number) =>
  Date.parse("2026-10-02T08:00:00Z") + (week * 7 * 1_440 + minutes) * minute;

describe("the page of the week by e-mail", () => {
  it("is sent once for a week that is due, however many workers ask, with all that the alert review looks at", async () => {
    await world.tell(
      { type: "test", key: "t", at: 0 },
      { type: "opened", key: "a", at: 1, summary: "Checkout is down" },
      { type: "resolved", key: "a", at: 2 },
      { type: "opened", key: "b", at: 3, monitor: "Somebody's" },
      { type: "opened", key: "c", at: 4, monitor: "Batch", severity: "low", summary: "Batch is\r\nBcc: slow" },
    );
    const value = {
      connection: "mail",
      to: ["ana@example.test", "ben@example.test"],
      day: "fri",
      at: "08:00",
      setAt: t0,
    };
    const by = { actor: { kind: "person", name: "ana" } as const, now: t0 };
    await world.db.transaction((tx) => saveSetting(tx, by, "week", value));
    world.setNow(friday(0, -1));
    expect(await sendWeek(deps())).toBe("not-due");
    world.setNow(friday(0, 1));
    expect(await sendWeek(deps({ isOutboundOn: false }))).toBe("not-due");
    expect(await atOnce(4)).toEqual(["not-due", "not-due", "not-due", "sent"]);
    expect(await sendWeek(deps())).toBe("not-due");
    expect(mail.mails).toMatchObject([{ to: ["ana@example.test", "ben@example.test"] }]);
    const { raw } = mail.mails[0]!;
    const text = raw.replaceAll("=\r\n", "").replaceAll("\r\n", "\n");
    for (const said of [
      "Subject: Signalbox, 2026-09-25 to 2026-10-02: 3 incidents",
      "1 seen",
      "- noisy: fired once, 0 pages",
      "- Somebody's of anyping: 1 incident",
      "- low: Batch is Bcc: slow (",
      "Drills\nThere is none.",
      "https://signalbox.example.test/week?to",
    ]) {
      expect(text).toContain(said);
    }
  });

  it("is tried again where the mail server can't take it; that stands as a failure until it went out", async () => {
    mail.setFault("busy");
    world.setNow(friday(1, 1));
    expect(await sendWeek(deps())).toBe("later");
    expect(await world.failures()).toContain("week-not-sent week 1 open");
    expect(await sendWeek(deps())).toBe("not-due");
    mail.setFault("none");
    world.setNow(friday(1, 7));
    expect(await sendWeek(deps())).toBe("sent");
    expect(await world.failures()).toContain("week-not-sent week 1 settled");
    expect(mail.mails).toHaveLength(2);
  });

  it("is never sent again where nobody knows whether it arrived: a lost answer, a worker that ended meanwhile", async () => {
    mail.setFault("drop-after-data");
    world.setNow(friday(2, 1));
    expect(await sendWeek(deps())).toBe("unknown");
    mail.setFault("none");
    world.setNow(friday(2, 60));
    expect(await sendWeek(deps())).toBe("not-due");
    const due = new Date(friday(3, 0)).toISOString();
    await world.rows(
      `insert into week_mails (due_at, state, tries, next_try_at, claimed_at) values ('${due}', 'sending', 1, '${due}', '${due}')`,
    );
    world.setNow(friday(3, 10));
    expect(await sendWeek(deps())).toBe("not-due");
    expect(await states()).toEqual(["sent 1", "sent 2", "unknown 1", "unknown 1"]);
    expect(await world.failures()).toContain("week-not-sent week 2 open");
  });
});
