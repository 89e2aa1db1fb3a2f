import { expect, it } from "vitest";
import { type Held, judgeHeld } from "./judge-held.ts";

const cases: [string, Held["status"], Partial<Held["looked"]>, string | null][] = [
  ["open and open there", "open", { read: "open", found: ["7"] }, null],
  ["open, can only be found", "open", { found: ["7"] }, null],
  ["open, can only be read", "open", { read: "open" }, null],
  ["open, and closed there", "open", { read: "closed", found: ["7"] }, "closed-by-hand"],
  ["open, and gone", "open", { read: "gone", found: [] }, "missing"],
  ["open, can only be found, and is not", "open", { found: [] }, "missing"],
  // Some systems search by open ones or with a delay: what can be read is there.
  ["open, can be read, is not found", "open", { read: "open", found: [] }, null],
  ["open twice", "open", { read: "open", found: ["7", "9"] }, "doubled"],
  ["open, and another has our reference", "open", { read: "open", found: ["9"] }, "doubled"],
  ["open, gone, and another has our reference", "open", { read: "gone", found: ["9"] }, "missing"],
  ["settled and closed there", "settled", { read: "closed", found: ["7"] }, null],
  ["settled and deleted there", "settled", { read: "gone", found: [] }, null],
  ["settled, and open there", "settled", { read: "open", found: ["7"] }, "open-though-settled"],
  ["settled, can't be read", "settled", { found: ["7"] }, null],
  ["not to be asked", "open", { trouble: "it answered 500" }, "not-readable"],
];

it.each(cases)("%s", (_name, status, looked, expected) => {
  const held: Held = {
    status,
    externalId: "7",
    looked: { found: "not-known", read: "not-known", trouble: null, ...looked },
  };
  expect(judgeHeld(held)?.finding ?? null).toBe(expected);
});
