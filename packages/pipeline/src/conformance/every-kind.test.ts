import { readdirSync, readFileSync } from "node:fs";
import { connectionKinds } from "@signalbox/connections";
import { describe, expect, it } from "vitest";

const folder = new URL("./", import.meta.url);
const suites = readdirSync(folder)
  .filter((name) => name.endsWith(".ts") && name !== "every-kind.test.ts")
  .map((name) => readFileSync(new URL(name, folder), "utf8"))
  .join("\n");

describe("every kind", () => {
  it.each(connectionKinds.map((kind) => kind.key))("%s is driven against an imitation of its system", (key) => {
    expect(suites.includes(`kind: "${key}"`)).toBe(true);
  });
});
