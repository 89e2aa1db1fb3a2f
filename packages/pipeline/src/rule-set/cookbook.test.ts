import { readFileSync } from "node:fs";
import { checkConfig } from "@signalbox/contract";
import { compileRuleSet } from "@signalbox/core";
import { describe, expect, it } from "vitest";
import { knownWorld } from "../config/known-world.ts";
import { testConfigFile } from "./test-file.ts";

const root = new URL("../../../../", import.meta.url);
const read = (path: string) => readFileSync(new URL(path, root), "utf8");
const page = read("docs/rules.md");
const [company = "", ...recipes] = [...page.matchAll(/```yaml\n([\s\S]*?)```/g)].map((block) => block[1]!);
const titles = [...page.matchAll(/^## (\d+\. .*)$/gm)].map((title) => title[1]!);

describe("each recipe of the cookbook", () => {
  it("has a title and a block", () => {
    expect(recipes.length).toBe(titles.length);
    expect(recipes.length).toBe(20);
  });

  it.each(recipes.map((recipe, index) => [titles[index] ?? "", recipe] as const))("%s", (_title, recipe) => {
    const { problems, warnings, readable } = checkConfig(`${company}\n${recipe}`, {
      compileRuleSet,
      world: knownWorld({ readDelivery: read }),
      runTests: (file) => testConfigFile(file, read),
    });
    expect(problems).toEqual([]);
    expect(warnings).toEqual([]);
    expect(readable?.tests?.length).toBeGreaterThan(0);
  });
});
