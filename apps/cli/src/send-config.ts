import { type ConfigFinding, type ConfigPlan, checkConfig, listVariables } from "@signalbox/contract";
import { compileRuleSet } from "@signalbox/core";
import { type Cli, CommandError } from "./command.ts";
import { type ConfigDocument, readConfigDocument } from "./config-document.ts";
import { plainText } from "./print-table.ts";

/** A config file as the API takes it. */
interface ConfigRequest {
  text: string;
  prune: boolean;
  variables: Record<string, string>;
  files: Record<string, string>;
}

/** Reads a config file with everything it names: variables of this environment, and deliveries of its tests. */
export async function readConfigRequest(cli: Cli, file: string, prune: boolean): Promise<ConfigRequest> {
  const document = readConfigDocument(cli, file);
  const { variables, deliveries } = await listNamed(document);
  return {
    text: document.text,
    prune,
    variables: Object.fromEntries(variables.flatMap((name) => (cli.env[name] ? [[name, cli.env[name]]] : []))),
    files: Object.fromEntries(
      deliveries.flatMap((path) => {
        const text = document.readDelivery(path);
        return text === null ? [] : [[path, text]];
      }),
    ),
  };
}

async function listNamed(document: ConfigDocument): Promise<{ variables: string[]; deliveries: string[] }> {
  // Loaded here alone: it brings every connection kind and takes a while, which other commands don't need.
  const { knownWorld } = await import("@signalbox/pipeline");
  const world = knownWorld({ readDelivery: document.readDelivery });
  const { readable } = checkConfig(document.text, { compileRuleSet, world });
  if (readable === null) return { variables: [], deliveries: [] };
  const deliveries = (readable.tests ?? []).flatMap((test) => (test.delivery === undefined ? [] : [test.delivery]));
  return { variables: listVariables(readable), deliveries };
}

/** Throws CommandError where the server refused the file: every problem with its place, and all variables that are missing. */
export function refuseConfig(file: string, answer: ConfigPlan): void {
  if (answer.ok) return;
  const lines = answer.problems.map((problem) => lineOf(file, problem, "error"));
  if (answer.missing.length > 0) lines.push(`These variables are not set: ${answer.missing.join(", ")}.`);
  throw new CommandError([...lines, "Nothing was changed."].join("\n"), {
    problems: answer.problems,
    warnings: answer.warnings,
    missing: answer.missing,
  });
}

/** `company.yaml:12:5: error: rules[0].when: …` */
export function lineOf(file: string, found: ConfigFinding, level: "error" | "note"): string {
  const where = found.path === "" ? "" : `${found.path}: `;
  return `${file}:${found.line}:${found.column}: ${level}: ${plainText(`${where}${found.message}`)}`;
}

const signs = { create: "+", update: "~", retire: "-" } as const;

/** What changes, a line for each object and each of its fields. */
export function printChanges(changes: ConfigPlan["changes"]): string {
  return changes
    .flatMap(({ object, key, change, fields }) => [
      `${signs[change]} ${change} ${object} ${key}`,
      ...fields.map(({ field, from, to }) => {
        const before = from === null ? "" : `${plainText(from)} → `;
        return `    ${field}: ${before}${to === null ? "nothing" : plainText(to)}`;
      }),
    ])
    .join("\n");
}
