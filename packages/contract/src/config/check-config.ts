import type { CompileOutcome, KnownNames, RuleSetBody } from "@signalbox/core";
import type { z } from "zod";
import { checkReferences } from "./check-references.ts";
import { checkRuleReferences } from "./check-rule-references.ts";
import { type ConfigFile, configFile } from "./config-file.ts";
import { explainIssues, wordIssue } from "./explain-issues.ts";
import type { KnownWorld } from "./known-world.ts";
import { connectionConfig, type Finding } from "./names-in-file.ts";
import { type Path, type Place, readYaml, type YamlText } from "./read-yaml.ts";
import { type RuleSetEntry, ruleSetBody, ruleSetEntry } from "./rule-set-entry.ts";

/** One thing to mend, or to know. `path` is printed (`components[0].tier`); line and column count from 1. */
export interface ConfigProblem extends Place {
  path: string;
  message: string;
  /** Where it ends, where a part of a text is meant. */
  end?: Place;
}

/** `compileRuleSet` of the core. */
type CompileRules = (body: RuleSetBody, known: KnownNames) => CompileOutcome;

export interface CheckOptions {
  compileRuleSet: CompileRules;
  world: KnownWorld;
  /** Runs the tests of a file that has no other problem: what fails is a problem. Left out: they are not run. */
  runTests?: (file: ConfigFile) => { failed: Finding[]; notes: Finding[] };
}

export interface Checked<T> {
  /** Null where there are problems. */
  document: T | null;
  /** The same, also where what it says is wrong; null only where the text can't be read. */
  readable: T | null;
  problems: ConfigProblem[];
  warnings: ConfigProblem[];
}

/** Checks a config file without any environment variable: its YAML, its shape, what its parts say about each other, and its
 *  rules. Every problem says where it stands and what to do. Never throws. */
export function checkConfig(text: string, options: CheckOptions): Checked<ConfigFile> {
  const yaml = readYaml(text);
  const shaped = readShape(yaml, configFile);
  if (shaped.document === null) return shaped;
  const file = shaped.document;
  const problems = inOrder([
    ...checkReferences(file, options.world).map((finding) => place(yaml, finding)),
    ...compiled(yaml, file, options, file),
  ]);
  const tested = (problems.length === 0 ? options.runTests?.(file) : undefined) ?? { failed: [], notes: [] };
  problems.push(...inOrder(tested.failed.map((found) => place(yaml, found))));
  const notes = [...noPager(file, options.world), ...tested.notes];
  const warnings = inOrder(notes.map((finding) => place(yaml, finding)));
  return { document: problems.length > 0 ? null : file, readable: file, problems, warnings };
}

/** The same for a rule set alone (`rules`, `otherwise`, `tests`, `budget`), as the browser edits it. */
export function checkRuleSetText(text: string, options: CheckOptions): Checked<RuleSetEntry> {
  const yaml = readYaml(text);
  const shaped = readShape(yaml, ruleSetEntry);
  if (shaped.document === null) return shaped;
  const problems = inOrder([
    ...checkRuleReferences(shaped.document, options.world, { version: 1 }).map((finding) => place(yaml, finding)),
    ...compiled(yaml, shaped.document, options),
  ]);
  const entry = shaped.document;
  return { document: problems.length > 0 ? null : entry, readable: entry, problems, warnings: [] };
}

/** Gives findings about a file that was read before the place where they stand in its text. */
export function locate(text: string, findings: readonly Finding[]): ConfigProblem[] {
  const yaml = readYaml(text);
  return inOrder(findings.map((finding) => place(yaml, finding)));
}

function readShape<T>(yaml: YamlText, schema: z.ZodType<T>): Checked<T> {
  if (yaml.errors.length > 0) {
    return refused(yaml.errors.map((error) => ({ ...error, path: "" })));
  }
  const parsed = schema.safeParse(yaml.value, { error: wordIssue });
  if (parsed.success) return { document: parsed.data, readable: parsed.data, problems: [], warnings: [] };
  const explained = explainIssues(parsed.error.issues, yaml.value);
  return refused(inOrder(explained.map((finding) => place(yaml, finding))));
}

function refused(problems: ConfigProblem[]): Checked<never> {
  return { document: null, readable: null, problems, warnings: [] };
}

function compiled(
  yaml: YamlText,
  entry: RuleSetEntry,
  options: CheckOptions,
  written: Pick<ConfigFile, "calendars" | "rotations"> = {},
): ConfigProblem[] {
  const body = ruleSetBody(entry, () => "");
  if (body === null) return [];
  const { live } = options.world;
  const keys = (entries: readonly { key: string }[] = [], more: readonly string[] = []) => [
    ...new Set([...entries.map(({ key }) => key), ...more]),
  ];
  const outcome = options.compileRuleSet(body, {
    calendars: keys(written.calendars, live?.calendars),
    rotations: keys(written.rotations, live?.rotations),
  });
  if (outcome.outcome === "compiled") return [];
  return outcome.problems.map(({ path, message, range }) => ({
    path: printPath(path),
    message,
    ...(range
      ? { ...yaml.placeInside(path, range.start), end: yaml.placeInside(path, range.end) }
      : yaml.placeOf(path)),
  }));
}

function noPager(file: ConfigFile, world: KnownWorld): Finding[] {
  if (file.failures?.page !== undefined && file.failures.page.length > 0) return [];
  const written = (file.connections ?? []).map((entry) => ({ kind: entry.kind, config: connectionConfig(entry) }));
  const pages = [...written, ...(world.live?.connections ?? [])].some(({ kind, config }) =>
    world.connectionKinds[kind]?.actions(config)?.includes("page"),
  );
  if (pages) return [];
  const path = file.connections === undefined ? [] : ["connections"];
  return [
    {
      path,
      message: "no connection can page: when something fails, nobody is told. Add a pager, such as kind page-webhook",
    },
  ];
}

function place(yaml: YamlText, finding: Finding & { isKey?: boolean }): ConfigProblem {
  const at = finding.isKey ? yaml.placeOfKey(finding.path) : yaml.placeOf(finding.path);
  return { path: printPath(finding.path), message: finding.message, ...at };
}

function inOrder(problems: ConfigProblem[]): ConfigProblem[] {
  return problems.toSorted((one, other) => one.line - other.line || one.column - other.column);
}

/** `["components", 0, "tier"]` → `components[0].tier`. */
function printPath(path: Path): string {
  return path.map((step, index) => (typeof step === "number" ? `[${step}]` : index === 0 ? step : `.${step}`)).join("");
}
