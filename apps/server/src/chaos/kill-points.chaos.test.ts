import type { Member } from "@signalbox/testkit";
import { afterAll, beforeAll, describe, expect, it, onTestFailed } from "vitest";
import { type ChaosRun, isNightly, startChaosRun } from "./chaos-run.ts";

const incidentsPerWave = isNightly ? 60 : 16;

let run: ChaosRun;
beforeAll(async () => {
  run = await startChaosRun();
});
afterAll(() => run?.end());

type Wave = "opens" | "resolves";

/** Tells a wave while there are only processes that meet their end at one of the places each. Once all are dead, the
 *  steady one starts. */
async function dieIn(wave: Wave, steady: Member, failpoints: readonly string[]): Promise<void> {
  const role = steady.name.startsWith("api") ? "api" : "worker";
  const { signalbox } = run;
  onTestFailed(() => console.log(signalbox.lastLines()));
  const doomed = await Promise.all(
    failpoints.map((name) => signalbox.add(role, `${name}:kill@${wave === "opens" ? 2 : 1}`)),
  );
  await steady.end();
  const telling = wave === "opens" ? run.tell(incidentsPerWave) : run.tellResolves();
  expect(await Promise.all(doomed.map((member) => member.ended()))).toEqual(doomed.map(() => "SIGKILL"));
  for (const member of doomed) await signalbox.remove(member);
  await steady.restart();
  await telling;
}

/** Both waves; of the second, everybody survives unless it is named. */
async function survive(steady: Member, failpoints: readonly string[], waves: readonly Wave[]): Promise<void> {
  const dying: readonly Wave[] = isNightly ? ["opens", "resolves"] : waves;
  if (dying.includes("opens")) await dieIn("opens", steady, failpoints);
  else await run.tell(incidentsPerWave);
  expect(await run.settle()).toEqual([]);
  if (dying.includes("resolves")) await dieIn("resolves", steady, failpoints);
  else await run.tellResolves();
  expect(await run.settle()).toEqual([]);
}

describe.each<[string, string[]]>([
  ["D1", ["ingest.afterVerify", "ingest.beforeBegin"]],
  ["D2", ["ingest.afterCommit", "ingest.beforeAck"]],
])("%s kill -9 of the api at %s", (_, failpoints) => {
  it("loses and doubles nothing", () => survive(run.signalbox.apis[0]!, failpoints, ["opens"]));
});

describe.each<[string, string[], Wave[]]>([
  ["D3", ["job.start", "job.afterNormalise", "job.beforeStateWrite"], ["opens"]],
  ["D4", ["job.afterStateWrite"], ["opens"]],
  ["D5", ["action.beforeIntent", "action.afterIntent", "action.beforeSend"], ["opens"]],
  ["D7", ["action.afterSend", "action.beforeRecord", "action.afterRecord"], ["opens", "resolves"]],
])("%s kill -9 of the worker at %s", (_, failpoints, waves) => {
  it("processes each delivery once, and opens and closes one ticket each", () =>
    survive(run.signalbox.workers[0]!, failpoints, waves));
});

describe("D6 kill -9 of the worker at action.afterSend", () => {
  it("sends again under the same key where the desk honours it", async () => {
    await run.signalbox.desk.honourIdempotencyKeys(true);
    await survive(run.signalbox.workers[0]!, ["action.afterSend"], ["opens"]);
    await run.signalbox.desk.honourIdempotencyKeys(false);
  });
});
