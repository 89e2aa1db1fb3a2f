import { checkArguments, type RemediateFields } from "@signalbox/core";
import { closestName } from "./closest-name.ts";
import type { ConfigFile } from "./config-file.ts";
import type { KnownWorld } from "./known-world.ts";
import { connectionOf, type Finding } from "./names-in-file.ts";
import type { Path } from "./read-yaml.ts";

/** What is wrong with the fix that a rule orders, where its connection itself says which there are: no such runbook, arguments
 *  that it does not take or that are missing, values that it refuses. What a template fills in shows only when it runs. */
export function checkRunbook(file: ConfigFile, world: KnownWorld, fields: RemediateFields, path: Path): Finding[] {
  const connection = connectionOf(file, world, fields.connection);
  const runbooks = connection && world.connectionKinds[connection.kind]?.runbooks(connection.config);
  if (runbooks === undefined || runbooks === null) return [];
  const keys = runbooks.map(({ key }) => key);
  const runbook = runbooks.find(({ key }) => key === fields.runbook);
  if (runbook === undefined) {
    const near = closestName(fields.runbook, keys);
    const hint = near === null ? `it has ${keys.join(", ")}` : `did you mean "${near}"?`;
    const message = `"${fields.connection}" has no runbook "${fields.runbook}": ${hint}`;
    return [{ path: [...path, "runbook"], message }];
  }
  const given = Object.entries(fields.arguments ?? {});
  const isTemplate = (text: string) => text.includes("{{") || text.includes("{%");
  const templated = given.filter(([, text]) => isTemplate(text)).map(([name]) => name);
  // What is filled in later counts as given, and as right.
  const parameters = Object.fromEntries(
    Object.entries(runbook.parameters).map(([name, spec]) => [
      name,
      templated.includes(name) ? ({ type: "text", pattern: "(?s).*" } as const) : spec,
    ]),
  );
  const checked = checkArguments(parameters, Object.fromEntries(given));
  if (checked.outcome === "filled") return [];
  return checked.problems.map(({ name, message }) => ({
    path: name in (fields.arguments ?? {}) ? [...path, "arguments", name] : path,
    message,
  }));
}
