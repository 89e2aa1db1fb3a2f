import { type LocalRunbook, parametersOf, readDuration } from "@signalbox/core";
import { z } from "zod";
import { durationText } from "../config/duration.ts";
import { explainIssues, wordIssue } from "../config/explain-issues.ts";
import { type Place, readYaml } from "../config/read-yaml.ts";
import { lineOfText, objectKeyText, wholeNumber } from "../config/scalar.ts";
import { listOf, nameKind, strictShape } from "../config/strict-shape.ts";
import { parameterEntries } from "./parameter-entry.ts";

const hour = 3_600_000;
const coolDownWords = 'coolDown is a length of time, "0s" to "7d"';
const argvPart = z
  .string({ error: (issue) => `each part of argv is a text, not ${nameKind(issue.input)}: put it in quotes` })
  .max(1_000, "at most 1000 characters")
  .refine((text) => !text.includes("\0"), "it holds a NUL");
const absolutePath = (what: string) =>
  z
    .string({ error: `${what} is a path` })
    .max(1_000)
    .refine((path) => path.startsWith("/") && !path.includes("\0"), `${what} is an absolute path: it begins with /`);
const variableName = z.string().regex(/^[A-Za-z_][A-Za-z0-9_]*$/, "a variable's name has letters, digits and _");

const runbookEntry = strictShape("a runbook", {
  key: objectKeyText,
  name: lineOfText.exactOptional(),
  about: lineOfText.exactOptional(),
  argv: listOf(argvPart, "argv", 100).min(1, "argv begins with the executable"),
  parameters: parameterEntries.exactOptional(),
  cwd: absolutePath("cwd").exactOptional(),
  user: z
    .string()
    .regex(/^[a-z_][a-z0-9_-]{0,31}$/, "user is the name of a system user")
    .exactOptional(),
  env: z
    .record(variableName, z.string({ error: "a variable's value is a text: put it in quotes" }).max(4_000))
    .exactOptional(),
  passEnv: listOf(variableName, "passEnv", 50).exactOptional(),
  timeout: durationText
    .refine((text) => (readDuration(text) ?? 0) <= hour, "a command may take 1h at most")
    .exactOptional(),
  outputMax: wholeNumber(1_024, 4_194_304).exactOptional(),
  destructive: z.boolean({ error: (issue) => `destructive is true or false, not ${nameKind(issue.input)}` }),
  coolDown: z
    .string({ error: coolDownWords })
    .refine((text) => (readDuration(text) ?? Number.POSITIVE_INFINITY) <= 7 * 24 * hour, coolDownWords)
    .exactOptional(),
  sha256: z
    .string()
    .regex(/^[0-9a-f]{64}$/, "sha256 is 64 hex digits in lower case")
    .exactOptional(),
}).superRefine(({ argv, parameters = {} }, context) => {
  const [executable] = argv;
  if (executable !== undefined && (!executable.startsWith("/") || executable.includes("{"))) {
    const message = "the executable is an absolute path without parameters, such as /usr/bin/systemctl";
    context.addIssue({ code: "custom", path: ["argv", 0], message });
  }
  const used = parametersOf(argv.slice(1));
  for (const name of used.filter((one) => !Object.hasOwn(parameters, one))) {
    context.addIssue({
      code: "custom",
      path: ["argv"],
      message: `{${name}} stands for no parameter: add it under parameters`,
    });
  }
  for (const name of Object.keys(parameters).filter((one) => !used.includes(one))) {
    context.addIssue({ code: "custom", path: ["parameters", name], message: "argv does not use this parameter" });
  }
});

const runbookFile = strictShape("the file of runbooks", {
  version: z.literal(1, { error: "begin the file with `version: 1`" }),
  runbooks: listOf(runbookEntry, "runbooks", 500).superRefine((entries, context) => {
    const seen = new Set<string>();
    for (const [index, { key }] of entries.entries()) {
      if (seen.has(key)) {
        context.addIssue({ code: "custom", path: [index, "key"], message: `the key "${key}" stands twice` });
      }
      seen.add(key);
    }
  }),
});

export type RunbookFileOutcome =
  | { outcome: "read"; runbooks: LocalRunbook[] }
  | { outcome: "refused"; problems: (Place & { path: string; message: string })[] };

const timeoutDefaultMs = 60_000;
const outputBytesDefault = 65_536;

/** Reads the allow-list of local commands. Everything wrong is named at once, with its place. Never throws. */
export function readRunbookFile(text: string): RunbookFileOutcome {
  const yaml = readYaml(text);
  if (yaml.errors.length > 0) return { outcome: "refused", problems: yaml.errors.map((one) => ({ ...one, path: "" })) };
  const parsed = runbookFile.safeParse(yaml.value, { error: wordIssue });
  if (!parsed.success) {
    const problems = explainIssues(parsed.error.issues, yaml.value).map(({ path, message, isKey }) => ({
      ...(isKey ? yaml.placeOfKey(path) : yaml.placeOf(path)),
      path: path.join("."),
      message,
    }));
    return { outcome: "refused", problems };
  }
  const runbooks = parsed.data.runbooks.map(
    (entry): LocalRunbook => ({
      key: entry.key,
      name: entry.name ?? entry.key,
      about: entry.about ?? "",
      argv: entry.argv,
      parameters: entry.parameters ?? {},
      cwd: entry.cwd ?? "/",
      user: entry.user ?? null,
      env: entry.env ?? {},
      passEnv: entry.passEnv ?? [],
      timeoutMs: readDuration(entry.timeout ?? "") ?? timeoutDefaultMs,
      outputBytesMax: entry.outputMax ?? outputBytesDefault,
      destructive: entry.destructive,
      coolDownMs: readDuration(entry.coolDown ?? ""),
      sha256: entry.sha256 ?? null,
    }),
  );
  return { outcome: "read", runbooks };
}
