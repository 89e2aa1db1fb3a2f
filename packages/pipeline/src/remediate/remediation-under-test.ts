import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir, userInfo } from "node:os";
import { join } from "node:path";
import { idempotencyKey, newUuid, toIso } from "@signalbox/core";
import { type DecideOutcome, decideApproval } from "../approval/decide-approval.ts";
import { expireApprovals } from "../approval/expire-approvals.ts";
import { startTestPerform, type TestPerform } from "../perform/start-test-perform.ts";
import { openRunbookFile } from "../runbook/read-book.ts";
import { tellRunbooks } from "../runbook/stored-book.ts";
import { tellRun } from "./tell-run.ts";

type Answered<T> = Promise<readonly T[]>;

/** What tests of remediations see, beside the small company itself. */
export interface RemediationUnderTest extends TestPerform {
  /** A worker with other runbooks from now on; left out: those of before. */
  writeBook(text?: string): void;
  remediate(
    incident: Awaited<ReturnType<TestPerform["openIncident"]>>,
    runbook: string,
    more?: { arguments?: Record<string, string>; destructive?: boolean; connection?: number; orderedBy?: string },
  ): Promise<string>;
  /** Which runbooks ran, each time that one did. */
  ran(): string[];
  forgetRuns(): void;
  runs(actionId: string): Answered<{ id: string; result: string | null; reason: string | null }>;
  printed(runId: string): Promise<string[]>;
  approvals(actionId: string): Answered<{ id: string; status: string; reason: string | null }>;
  /** The approval that is asked for now. */
  pending(actionId: string): Promise<string>;
  decide(approvalId: string, vote: "yes" | "no", voter: string, reason?: string): Promise<DecideOutcome>;
  expire(): Promise<number>;
  tellTickets(): Promise<void>;
  journal(incidentId: string): Promise<string[]>;
}

/** The small company with a worker that has runbooks: each of them adds a line to a file, so that runs can be counted. */
export async function startRemediation(): Promise<RemediationUnderTest> {
  const world: TestPerform = await startTestPerform();
  const { db } = world;
  const folder = mkdtempSync(join(tmpdir(), "remediation-"));
  chmodSync(folder, 0o755);
  const counted = join(folder, "counted");
  const file = join(folder, "runbooks.yaml");
  const user = userInfo().username;
  const entry = (key: string, script: string, more: string) =>
    `  - {key: ${key}, user: ${user}, argv: [/bin/sh, -c, 'echo ${key} >> ${counted}; ${script}'], ${more}}\n`;
  const runbooks = [
    entry("note", "echo noted", "destructive: false, coolDown: 0s"),
    entry("fail", "echo broken >&2; exit 4", "destructive: false, coolDown: 0s"),
    entry("restart", "echo restarted", "destructive: true"),
    entry("cool", "true", "destructive: false, coolDown: 30s"),
    `  - {key: tell, user: ${user}, argv: [/bin/sh, -c, 'echo "$1" >> ${counted}', tell, "{what}"], parameters: {what: {type: text, pattern: "[a-z ]+"}}, destructive: true}\n`,
  ];
  const writeBook = (text = `version: 1\nrunbooks:\n${runbooks.join("")}`): void => {
    writeFileSync(file, text, { mode: 0o644 });
    chmodSync(file, 0o644);
  };
  writeBook();
  Object.assign(world.deps, { runbooks: openRunbookFile(file, {}) });
  await tellRunbooks(world.deps);
  const local = await world.addConnection("local", "local-command", { coolDown: "0s" });

  type Incident = Awaited<ReturnType<TestPerform["openIncident"]>>;
  /** What a rule ordered. */
  async function remediate(
    incident: Incident,
    runbook: string,
    more: { arguments?: Record<string, string>; destructive?: boolean; connection?: number; orderedBy?: string } = {},
  ): Promise<string> {
    const { connection = local, orderedBy = null, ...fields } = more;
    const id = newUuid();
    const at = toIso(Date.now());
    await db.sql`insert into actions (id, made_at, incident_id, kind, verb, connection_id, event_received_at, event_delivery_id,
        event_ordinal, fields, due_at, next_try_at, idempotency_key, ordered_by, rule_set_id, rule_key)
      values (${id}, ${at}, ${incident.id}, 'remediate', 'send', ${connection}, ${toIso(incident.receivedAt)},
        ${incident.deliveryId}, 0, ${db.sql.json({ runbook, ...fields } as never)}, ${at}, ${at}, ${idempotencyKey(`sbx-${id}`, "send", 1)},
        ${orderedBy}, ${ruleSetId}, 'fix-it')`;
    return id;
  }
  const [ruleSet] = await db.sql<{ id: number }[]>`
    insert into rule_sets (number, state, body, author, origin, published_at)
    values (1, 'published', '{"rules": []}', 'Publisher@example.test', 'browser', now()) returning id`;
  const ruleSetId = ruleSet!.id;

  const ran = (): string[] =>
    existsSync(counted)
      ? readFileSync(counted, "utf8")
          .split("\n")
          .filter((line) => line !== "")
      : [];
  const forgetRuns = (): void => rmSync(counted, { force: true });
  const runs = async (actionId: string) => db.sql<{ id: string; result: string | null; reason: string | null }[]>`
    select id, result, reason from runs where action_id = ${actionId} order by number`;
  const printed = async (runId: string) => {
    const rows = await db.sql<{ stream: string; text: string }[]>`
      select stream, text from run_output where run_id = ${runId} order by number`;
    return rows.map(({ stream, text }) => `${stream}: ${text.trim()}`);
  };
  const approvals = async (actionId: string) => db.sql<{ id: string; status: string; reason: string | null }[]>`
    select id, status, reason from approvals where action_id = ${actionId} order by asked_at, id`;
  const pending = async (actionId: string): Promise<string> => {
    const found = (await approvals(actionId)).find(({ status }) => status === "pending");
    if (found === undefined) throw new Error(`nothing is asked: ${JSON.stringify(await world.action(actionId))}`);
    return found.id;
  };
  const decide = (approvalId: string, vote: "yes" | "no", voter: string, reason = "I looked"): Promise<DecideOutcome> =>
    decideApproval(world.deps, { approvalId, vote, voter, reason });
  /** Runs the jobs that tell tickets how runs ended. */
  async function tellTickets(): Promise<void> {
    const ended = await db.sql<{ id: string }[]>`select id from runs where ended_at is not null`;
    for (const { id } of ended) await tellRun(world.deps, { runId: id });
  }
  const journal = async (incidentId: string) => {
    const rows = await db.sql<
      { verb: string }[]
    >`select verb from journal where subject_id = ${incidentId} order by id`;
    return rows.map(({ verb }) => verb);
  };
  return {
    ...world,
    writeBook,
    remediate,
    ran,
    forgetRuns,
    runs,
    printed,
    approvals,
    pending,
    decide,
    expire: () => expireApprovals(world.deps),
    tellTickets,
    journal,
    async stop() {
      await world.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
