import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { connectionKinds } from "@signalbox/connections";
import { checkConfig, printConfig } from "@signalbox/contract";
import { compileRuleSet } from "@signalbox/core";
import { describe, expect, it } from "vitest";
import { knownWorld } from "../config/known-world.ts";
import { connectionPages } from "./connection-pages.ts";
import { useOf } from "./use-of.ts";

const folder = join(import.meta.dirname, "../../../../docs/connections");
const pages = connectionPages();

describe("docs/connections", () => {
  it("has a page for every kind, and no other", () => {
    expect(readdirSync(folder).toSorted()).toEqual([...pages.keys()].toSorted());
  });

  it.each([...pages.keys()])("%s is current: `npm run docs:connections` makes it", (name) => {
    expect(readFileSync(join(folder, name), "utf8")).toBe(pages.get(name));
  });

  it.each(connectionKinds.map((kind) => [kind.key, kind] as const))(
    "what it says to write for %s is taken",
    (key, kind) => {
      const can = kind.capabilities(kind.configSchema.parse(kind.guide.example));
      const uses = useOf(kind, can);
      expect(uses.length).toBeGreaterThan(0);
      const connection = printConfig({ version: 1, connections: [{ key, kind: key, ...kind.guide.example }] });
      for (const use of uses) {
        const text = connection + use.replace(/^version: 1\n/, "");
        expect(checkConfig(text, { compileRuleSet, world: knownWorld() }).problems).toEqual([]);
      }
    },
  );
});
