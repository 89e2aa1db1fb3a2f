import { setTimeout as sleep } from "node:timers/promises";
import { type DeskFault, queryRows } from "@signalbox/testkit";
import { afterAll, beforeAll, describe, expect, it, onTestFailed } from "vitest";
import { type ChaosRun, isNightly, startChaosRun } from "./chaos-run.ts";

// A minute in every run; 20 minutes, or SIGNALBOX_KILL_MINUTES, in the nightly form.
const forMs = Number(process.env.SIGNALBOX_KILL_MINUTES || (isNightly ? 20 : 1)) * 60_000;
const perSecond = 50;
const copies = 5;
const incidentsPerWave = 24;
const faultKinds: DeskFault["kind"][] = ["drop-answer", "500", "429", "hang", "slow", "drip", "huge"];

let run: ChaosRun;
beforeAll(async () => {
  run = await startChaosRun({ apis: 2, workers: 2 });
});
afterAll(() => run?.end());

/** Every 3 to 8 seconds kills any process with -9 and starts it again within a second, and makes the desk or the pager
 *  hostile to the next few calls. Returns how often which was killed. */
async function disturb(until: number): Promise<Record<string, number>> {
  const { random, signalbox } = run;
  const kills: Record<string, number> = {};
  while (Date.now() < until) {
    await sleep(3_000 + random() * 5_000);
    const kind = faultKinds[Math.floor(random() * faultKinds.length)]!;
    const target = random() < 0.7 ? "tickets" : "pages";
    await signalbox.desk.fail({ target, kind, times: 2, ms: 300 });
    const members = [...signalbox.apis, ...signalbox.workers];
    const member = members[Math.floor(random() * members.length)]!;
    await member.end();
    kills[member.name] = (kills[member.name] ?? 0) + 1;
    await sleep(random() * 1_000);
    await member.restart();
  }
  return kills;
}

describe("B1 fifty copies of one delivery at once, to two api processes", () => {
  it("makes one row and one ticket, and answers fifty times 200", async () => {
    onTestFailed(() => console.log(run.signalbox.lastLines()));
    await run.tell(1, { copies: 50, perSecond: 100_000 });
    const { history } = run.driver;
    const distinct = new Set(history.map((sent) => sent.delivery.id)).size;
    expect(history).toHaveLength(50 * distinct);
    expect(history.map((sent) => sent.statuses)).toEqual(history.map(() => [200]));
    expect(history.reduce((sum, sent) => sum + sent.newAnswers, 0)).toBe(distinct);
    expect(new Set(history.flatMap((sent) => [...sent.deliveryIds])).size).toBe(distinct);
    expect(await run.settle()).toEqual([]);
    expect(await run.signalbox.desk.tickets()).toHaveLength(1);
    const [repeats] = await queryRows(
      run.databaseUrl,
      "select count(*)::int as told, count(conflicting_body)::int as conflicts from delivery_repeats",
    );
    expect(repeats).toEqual({ told: 49 * distinct, conflicts: 0 });
  });
});

describe("D15 any process is killed every 3 to 8 s, at 50 requests a second and with a hostile desk", () => {
  it("loses and doubles nothing", { timeout: forMs * 2 + 180_000 }, async () => {
    onTestFailed(() => console.log(run.signalbox.lastLines()));
    const { driver, signalbox } = run;
    const sentBefore = driver.history.length;
    const until = Date.now() + forMs;
    const killing = disturb(until);
    while (Date.now() < until) await run.tell(incidentsPerWave, { perSecond, copies });
    const kills = await killing;
    await signalbox.desk.heal();
    const healedAt = Date.now();
    const wrongWhileHeld = await run.settle(120_000);
    await run.tellResolves({ perSecond });
    const wrong = [...wrongWhileHeld, ...(await run.settle(120_000))];
    const sent = driver.history.slice(sentBefore);
    const requests = sent.reduce((sum, one) => sum + one.tries, 0);
    const refused = sent.flatMap((one) => one.statuses).filter((status) => status !== 200).length;
    const slowest = Math.round(Math.max(...sent.map((one) => one.slowestMs)));
    console.log(
      `${forMs / 60_000} min: ${new Set(sent.map((one) => one.delivery.id)).size} deliveries in ${requests} requests`,
      `(${refused} of them without a 200, the slowest ${slowest} ms), killed ${JSON.stringify(kills)},`,
      `all settled and checked after ${((Date.now() - healedAt) / 1_000).toFixed(1)} s`,
    );
    if (wrong.length > 0) console.log(wrong.join("\n"));
    expect(wrong).toEqual([]);
  });
});
