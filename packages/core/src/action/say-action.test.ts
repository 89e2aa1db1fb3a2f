import { expect, it } from "vitest";
import { type SaidAction, sayAction } from "./say-action.ts";

it.each<[SaidAction["kind"], SaidAction["verb"], string | null, string]>([
  ["ticket", "create", null, "open a ticket in desk"],
  ["ticket", "update", "OPS-1", "comment on ticket OPS-1 in desk"],
  ["ticket", "close", "OPS-1", "close ticket OPS-1 in desk"],
  ["ticket", "close", null, "close the ticket in desk"],
  ["ticket", "reopen", "OPS-1", "open ticket OPS-1 again in desk"],
  ["status-post", "create", null, "publish a post by desk"],
  ["status-post", "close", "p1", "close post p1 in desk"],
  ["page", "create", null, "page anybody by desk"],
  ["page", "close", "9", "end page 9 in desk"],
  ["message", "send", null, "send a message by desk"],
  ["http", "send", null, "make a call by desk"],
  ["remediate", "send", null, "run a remediation by desk"],
])("says what a %s does at %s", (kind, verb, externalId, said) => {
  expect(sayAction({ kind, verb, externalId, connection: "desk" })).toBe(said);
});
