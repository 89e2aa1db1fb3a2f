import { expect, it } from "vitest";
import { actionWords } from "./action-words.ts";

it.each([
  [{ kind: "ticket", verb: "create", state: "done" }, "ticket opened"],
  [{ kind: "ticket", verb: "close", state: "failed" }, "ticket could not be closed"],
  [{ kind: "page", verb: "create", state: "cancelled" }, "page not sent"],
  [{ kind: "page", verb: "close", state: "done" }, "page ended"],
  [{ kind: "status-post", verb: "update", state: "waiting" }, "status post to be updated"],
  [{ kind: "ticket", verb: "create", state: "unknown" }, "ticket: not known whether it was opened"],
] as const)("says %j as %s", (action, words) => expect(actionWords(action)).toBe(words));
