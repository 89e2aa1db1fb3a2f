import { z } from "zod";
import type { ConnectionKind, PlanInput, PlannedCommand } from "../connection-kind.ts";
import { isObject } from "../shared/is-object.ts";
import { remediationFields, remediationForm, remediationOf } from "../shared/remediation-fields.ts";

const configSchema = z.strictObject({ ...remediationFields });
type LocalCommandConfig = z.infer<typeof configSchema>;

/** A fix that runs on the machine of the worker: a command of the allow-list file SIGNALBOX_RUNBOOKS. */
export const localCommand: ConnectionKind<LocalCommandConfig, PlannedCommand> = {
  key: "local-command",
  name: "Local command",
  guide: {
    about:
      "Runs a command of the file SIGNALBOX_RUNBOOKS on the machine of the worker: no shell, a clean environment, limits of time and output. The app and the rules choose among them; nobody can change them but who may write that file.",
    credentials: [
      "Write the file of runbooks, owned by root or by the user of the worker and writable by nobody else, and name it in SIGNALBOX_RUNBOOKS of every worker.",
    ],
    rights: "Those of the system user that the file names for each command.",
    traps: [
      "What the exit code says counts: 0 has worked, anything else has failed.",
      "A command whose worker is lost is never run again by itself: a person looks, and an approver says yes before it runs again.",
      "Every worker needs the same file. What it says is checked again when the command runs, with the SHA-256 of its executable.",
    ],
    example: { coolDown: "10m" },
  },
  proof: { status: "tried", source: "https://nodejs.org/api/child_process.html", version: null },
  configSchema,
  form: remediationForm,
  secretFields: () => [],
  // The file has a limit of its own for each command, which takes the place of this one.
  timeoutMs: () => 60_000,
  capabilities: () => ({
    actions: ["remediate"],
    find: false,
    update: false,
    close: false,
    reopen: false,
    read: false,
    acknowledge: false,
    lookUp: false,
  }),
  grade: () => "C",
  remediation: (config) => ({ ...remediationOf(config), runLimitMs: 0, runbooks: null }),
  plan(step, input) {
    if (step !== "send") return { outcome: "not-possible", reason: `a local command can't do ${step}` };
    return planCommand(input);
  },
  authorise: (request) => request,
  interpret(_step, { status }) {
    return status === 0
      ? { step: "run", state: "succeeded", detail: "it ended with exit code 0" }
      : { step: "run", state: "failed", detail: `it ended with exit code ${status}` };
  },
  planTest: () => ({
    outcome: "not-possible",
    reason: "a test would run something; the page of runbooks shows whether the file can be read",
  }),
  interpretTest: () => ({ verdict: "ok", sentence: "The file of runbooks is read by the workers." }),
};

function planCommand({
  scope,
}: PlanInput<LocalCommandConfig>):
  | { outcome: "planned"; request: PlannedCommand }
  | { outcome: "not-possible"; reason: string } {
  const action = isObject(scope.action) ? scope.action : {};
  if (typeof action.runbook !== "string" || action.runbook === "") {
    return { outcome: "not-possible", reason: "the rule names no runbook" };
  }
  const given = isObject(action.arguments) ? action.arguments : {};
  const texts = Object.entries(given).filter((entry): entry is [string, string] => typeof entry[1] === "string");
  return {
    outcome: "planned",
    request: { via: "command", runbook: action.runbook, arguments: Object.fromEntries(texts) },
  };
}
