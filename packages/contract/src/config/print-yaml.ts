import type { RuleSetBody } from "@signalbox/core";
import { stringify } from "yaml";
import type { ConfigFile } from "./config-file.ts";
import { printRuleSet } from "./rule-set-entry.ts";

// Postgres keeps no order of keys, so that they are put in the one in which people write them. Others follow as they come.
const order = [
  ...[
    "version",
    "policy",
    "calendars",
    "rotations",
    "teams",
    "components",
    "sources",
    "connections",
    "rules",
    "otherwise",
    "budget",
  ],
  ...[
    "failures",
    "maintenance",
    "customers",
    "drills",
    "tests",
    "key",
    "name",
    "about",
    "kind",
    "sender",
    "on",
    "when",
    "hold",
    "do",
  ],
  ...[
    "stop",
    "enabled",
    "connection",
    "team",
    "value",
    "tier",
    "perMinute",
    "amount",
    "currency",
    "cost",
    "sla",
    "target",
  ],
  ...["source", "match", "components", "compose", "from", "until", "to", "per", "fee", "credits", "below", "percent"],
  ...[
    "announcedAt",
    "reason",
    "baseUrl",
    "url",
    "auth",
    "secret",
    "timeout",
    "method",
    "path",
    "headers",
    "body",
    "id",
  ],
  ...[
    "monitors",
    "lead",
    "onCall",
    "token",
    "secrets",
    "ticket",
    "create",
    "find",
    "update",
    "close",
    "reopen",
    "read",
  ],
  ...[
    "title",
    "text",
    "priority",
    "assignee",
    "escalateAfter",
    "at",
    "given",
    "delivery",
    "content",
    "fired",
    "expect",
  ],
];
const place = new Map(order.map((key, index) => [key, index]));

// Never folded: the place of a mistake inside a condition can then be shown to the character.
const options = {
  lineWidth: 0,
  aliasDuplicateObjects: false,
  sortMapEntries: (one: { key: unknown }, other: { key: unknown }) => placeOf(one.key) - placeOf(other.key),
} as const;

/** A config file as text that `checkConfig` reads back as the same. */
export function printConfig(file: ConfigFile): string {
  return stringify(file, options);
}

/** A stored rule set as text that `checkRuleSetText` reads back as the same. */
export function printRuleSetText(body: RuleSetBody): string {
  return stringify(printRuleSet(body), options);
}

function placeOf(key: unknown): number {
  const name = typeof key === "object" && key !== null && "value" in key ? key.value : key;
  return place.get(String(name)) ?? order.length;
}
