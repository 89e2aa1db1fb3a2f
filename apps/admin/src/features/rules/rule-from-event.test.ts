import type { Connection, Event } from "@signalbox/contract";
import { expect, it } from "vitest";
import { parse } from "yaml";
import { withRuleFromEvent } from "./rule-from-event.ts";

const event = { source: "probe", monitor: { id: "1", name: 'Check "out" \\ API' } } as Event;
const desk = { key: "desk", actions: ["ticket"], retiredAt: null } as unknown as Connection;

it("adds a rule for the monitor and keeps what stands there, comments too", () => {
  const text = withRuleFromEvent(
    "# ours\nrules:\n  - key: first\n    do: []\notherwise:\n  page: { connection: pager }\n",
    event,
    [desk],
  );
  expect(text).toContain("# ours");
  expect(parse(text)).toEqual({
    rules: [
      { key: "first", do: [] },
      {
        key: "check-out-api",
        on: ["opened", "reopened"],
        when: 'source.key == "probe" && monitor.name == "Check \\"out\\" \\\\ API"',
        do: [{ ticket: { connection: "desk" } }],
      },
    ],
    otherwise: { page: { connection: "pager" } },
  });
});

it("begins a list where there is none, and never takes a key twice", () => {
  const once = withRuleFromEvent("rules: []\n", event, []);
  const twice = withRuleFromEvent(once, event, []);
  expect(parse(twice).rules.map((rule: { key: string }) => rule.key)).toEqual(["check-out-api", "check-out-api-2"]);
});
