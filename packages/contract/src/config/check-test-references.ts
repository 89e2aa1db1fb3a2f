import { otherwiseKey } from "@signalbox/core";
import { closestName } from "./closest-name.ts";
import type { ConfigFile } from "./config-file.ts";
import type { KnownWorld } from "./known-world.ts";
import { collectNames, type Finding, mustDo, wordUnknown } from "./names-in-file.ts";
import type { Path } from "./read-yaml.ts";
import type { RuleSetEntry, TestEntry } from "./rule-set-entry.ts";

/** References of the tests of a rule set: senders, sources, files, connections and rules that they name. */
export function checkTestReferences(rules: RuleSetEntry, world: KnownWorld, file: ConfigFile): Finding[] {
  const sources = collectNames(file, world).source;
  const ruleKeys = (rules.rules ?? []).map((rule) => rule.key);
  const judge = (test: TestEntry, at: Path): Finding[] => [
    ...unknownSender(test, world, at),
    ...(test.source === undefined || sources.includes(test.source)
      ? []
      : [{ path: [...at, "source"], message: wordUnknown("source", test.source, sources) }]),
    ...unknownFile(test, world, at),
    ...(test.fired ?? []).flatMap((key, place) => unknownRule(key, ruleKeys, [...at, "fired", place])),
    ...test.expect.flatMap((expectation, place) => {
      const [kind, wanted] = Object.entries(expectation)[0]!;
      const path = [...at, "expect", place, kind];
      if (typeof wanted === "string") return mustDo(file, world, kind, wanted, path);
      const { rule } = wanted;
      return [
        ...mustDo(file, world, kind, wanted.connection, [...path, "connection"]),
        ...(rule === undefined || rule === otherwiseKey ? [] : unknownRule(rule, ruleKeys, [...path, "rule"])),
      ];
    }),
  ];
  return [
    ...(rules.tests ?? []).flatMap((test, index) => judge(test, ["tests", index])),
    ...repeatedNames(rules.tests ?? []),
  ];
}

function unknownSender(test: TestEntry, world: KnownWorld, at: Path): Finding[] {
  if (world.senders.includes(test.sender)) return [];
  const message = `there is no sender "${test.sender}": known are ${world.senders.join(", ")}`;
  return [{ path: [...at, "sender"], message }];
}

function unknownFile(test: TestEntry, world: KnownWorld, at: Path): Finding[] {
  if (test.content !== undefined || world.readDelivery?.(test.delivery ?? "") !== null) return [];
  const message = `there is no file ${test.delivery}: paths are relative to the config file`;
  return [{ path: [...at, "delivery"], message }];
}

function unknownRule(key: string, known: readonly string[], path: Path): Finding[] {
  if (known.includes(key)) return [];
  const near = closestName(key, known);
  return [{ path, message: `there is no rule "${key}"${near === null ? "" : `: did you mean "${near}"?`}` }];
}

function repeatedNames(tests: readonly TestEntry[]): Finding[] {
  const seen = new Set<string>();
  return tests.flatMap(({ name }, index) => {
    const repeated = seen.has(name);
    seen.add(name);
    return repeated ? [{ path: ["tests", index, "name"], message: `two tests have the name "${name}"` }] : [];
  });
}
