import {
  type Capabilities,
  type ConnectionKind,
  callLimitsOf,
  type FormField,
  type Proof,
} from "@signalbox/connections";
import { printConfig } from "@signalbox/contract";
import type { ActionKind, CallStep, Grade } from "@signalbox/core";
import { senders } from "@signalbox/senders";
import { useOf } from "./use-of.ts";

/** The page of one kind, made from its data alone. */
export function renderKind(kind: ConnectionKind): string {
  const { guide } = kind;
  const config = kind.configSchema.parse(guide.example);
  const can = kind.capabilities(config);
  const sections = [
    `# ${kind.name} (\`${kind.key}\`)`,
    guide.about,
    ...nativeWords(kind),
    table(["", ""], factsOf(kind, config, can)),
    "## Connect it",
    [...guide.credentials.map((step, index) => `${index + 1}. ${step}`), "", `Rights: ${guide.rights}`].join("\n"),
    yaml(printConfig({ version: 1, connections: [{ key: kind.key, kind: kind.key, ...guide.example }] })),
    "## Settings",
    table(["field", "what", "form", ""], kind.form.map(settingOf)),
    "Every kind also takes `rate` (`{perSecond: 5}` or `{perMinute: 60}`) and `concurrency` (calls at once, 4 unless set).",
    "## Use it",
    ...useOf(kind, can).map(yaml),
    "## What it can do",
    table(["step", "", "proof"], stepsOf(can, kind.proof)),
    "## Traps",
    guide.traps.map((trap) => `- ${trap}`).join("\n"),
    proofSentence(kind.proof),
  ];
  return `${sections.join("\n\n")}\n`;
}

// A tool's own integration knows more of its incident, and works while Signalbox is away.
function nativeWords({ nativeAs, name }: ConnectionKind): string[] {
  const own = senders.filter(({ natives }) => nativeAs !== undefined && natives.includes(nativeAs));
  if (own.length === 0) return [];
  const tools = own.map((sender) => sender.name).join(", ");
  return [
    `These monitoring tools serve ${name} by themselves; where one of them is all that you need, use that: ${tools}.`,
  ];
}

/** What a grade means for whoever relies on it. */
export const gradeWords: Record<Grade, string> = {
  A: "a repeat is known by our key: nothing is done twice",
  B: "our reference is looked for before anything is opened a second time",
  C: "whether a call arrived whose answer was lost nobody can tell: a person decides, but a page is sent again, marked “may repeat”",
};

/** What is proven, in a few words. */
export const proofWords: Record<Proof["status"], string> = {
  "published-sample": "checked against published samples",
  tried: "tried against the real system",
  unproven: "not checked against anything that its makers publish",
};

function factsOf(kind: ConnectionKind, config: unknown, can: Capabilities): string[][] {
  const grade = kind.grade(config);
  const { intervalMs, concurrency } = callLimitsOf(kind, {});
  const rate = intervalMs === null ? "" : `, one every ${duration(intervalMs)}`;
  return [
    ["carries out", actionsOf(can)],
    ["grade", `${grade}: ${gradeWords[grade]}`],
    ["time limit", `${kind.timeoutMs(config) / 1_000} s for each call unless set`],
    ["calls", `${concurrency} at once${rate}, unless set`],
    ["proof", `${kind.proof.status}: ${proofWords[kind.proof.status]}`],
  ];
}

/** What a connection of the kind may be ordered to do, for a table. */
export function actionsOf(can: Capabilities): string {
  const all: string[] = can.actions.map((action: ActionKind) => `\`${action}\``);
  return [...all, ...(can.lookUp ? ["look-ups (who is on call)"] : [])].join(", ");
}

function settingOf(field: FormField): string[] {
  const choices = field.options?.map(({ value }) => `\`${value}\``).join(", ");
  const what = [field.help ?? field.label, ...(choices === undefined ? [] : [`One of ${choices}.`])].join(" ");
  const form = field.type === "secret" ? "credential: `{env: NAME}` or `{value: …}`" : field.type;
  return [`\`${field.path}\``, what, form, field.required ? "required" : ""];
}

function stepsOf(can: Capabilities, proof: Proof): string[][] {
  const opens = can.actions.some((action) => ["ticket", "status-post", "page"].includes(action));
  const sends = can.actions.some((action) => ["message", "http", "page", "remediate"].includes(action));
  const steps: [CallStep, boolean, string][] = [
    ["create", opens, "opens"],
    ["find", can.find, "looks for our reference"],
    ["update", can.update, "comments or updates"],
    ["close", can.close, "closes when it is over"],
    ["read", can.read, readWords(can)],
    ["reopen", can.reopen, "opens again what was closed"],
    ["send", sends, "sends what nothing has to close"],
  ];
  return steps.map(([step, isPossible, what]) => [
    what,
    isPossible ? "yes" : "no",
    isPossible ? (proof.steps?.[step] ?? proof.status) : "",
  ]);
}

function readWords({ acknowledge, actions }: Capabilities): string {
  if (actions.includes("remediate")) return "follows a run to its end";
  return acknowledge ? "sees whether it is closed, and who took it over" : "sees whether it is closed";
}

function proofSentence(proof: Proof): string {
  const version = proof.version === null ? "" : ` (${proof.version})`;
  return `Written from <${proof.source}>${version}; ${proofWords[proof.status]}.`;
}

/** A table of Markdown. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`;
  return [line(head), `|${head.map(() => "---").join("|")}|`, ...rows.map(line)].join("\n");
}

function yaml(text: string): string {
  return `\`\`\`yaml\n${text.trimEnd()}\n\`\`\``;
}

function duration(ms: number): string {
  return ms >= 1_000 ? `${ms / 1_000} s` : `${Math.round(ms)} ms`;
}
