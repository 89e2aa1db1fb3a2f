import { describe, expect, it } from "vitest";
import { type PastAttempt, planStep, type StepSituation } from "./plan-step.ts";

const start = Date.UTC(2026, 10, 2, 9);
type Told = `${PastAttempt["step"]} ${string}`;

function situation(told: [Told, number][], more: Partial<StepSituation> = {}): StepSituation {
  const attempts = told.map(([text, at]): PastAttempt => {
    const [step, word] = text.split(" ") as [PastAttempt["step"], string];
    const learnt = ["found", "not-found", "closed", "open"].find((known) => known === word) as PastAttempt["learnt"];
    return {
      step,
      outcome: learnt ? "delivered" : word === "lost" ? null : (word as PastAttempt["outcome"]),
      learnt: learnt ?? null,
      finishedAt: word === "lost" ? null : start + at,
    };
  });
  return {
    kind: "ticket",
    verb: "create",
    isInDoubt: false,
    grade: "B",
    can: { find: true, read: true },
    externalId: null,
    isOver: false,
    always: false,
    attempts,
    hasJustLooked: false,
    now: start + 60_000,
    doubtMs: 30_000,
    ...more,
  };
}
const doubt = { isInDoubt: true } as const;
const over = { isOver: true } as const;
const page = { kind: "page", grade: "A", can: { find: false, read: false } } as const;
const blind = { grade: "C", can: { find: false, read: false } } as const;
const noteFirst = { can: { find: true, read: true, noteFirst: true } } as const;
const closing = { verb: "close", isOver: true, externalId: "7" } as const;

describe("planStep", () => {
  const cases: [string, [Told, number][], Partial<StepSituation>, string][] = [
    ["opens", [], {}, "create"],
    ["writes the note before a close that takes none", [], { ...closing, ...noteFirst }, "update"],
    ["then closes", [["update delivered", 0]], { ...closing, ...noteFirst }, "close"],
    ["repeats no note that may have arrived", [["update lost", 0]], { ...closing, ...noteFirst }, "close"],
    ["tries a refused note once more", [["update retryable", 0]], { ...closing, ...noteFirst }, "update"],
    [
      "and lets it hold up nothing",
      [
        ["update retryable", 0],
        ["update retryable", 1_000],
      ],
      { ...closing, ...noteFirst },
      "close",
    ],
    ["writes none once a close was tried", [["close retryable", 0]], { ...closing, ...noteFirst }, "close"],
    [
      "writes the note that never arrived, once a look shows it open",
      [
        ["update retryable", 0],
        ["update retryable", 1_000],
        ["close delivered", 2_000],
        ["read open", 3_000],
      ],
      { ...closing, ...noteFirst },
      "update",
    ],
    [
      "but closes again where the note is there",
      [
        ["update delivered", 0],
        ["close delivered", 1_000],
        ["read open", 2_000],
      ],
      { ...closing, ...noteFirst },
      "close",
    ],
    [
      "repeats no update that may be there",
      [["update unknown", 0]],
      { ...doubt, verb: "update", externalId: "7" },
      "done",
    ],
    [
      "unless a repeat is harmless",
      [["update unknown", 0]],
      { ...doubt, grade: "A", verb: "update", externalId: "7" },
      "update",
    ],
    [
      "which it is not where an update has no key",
      [["update unknown", 0]],
      { ...doubt, grade: "A", verb: "update", externalId: "7", can: { find: false, read: true, updatesTwice: true } },
      "done",
    ],
    ["tries again what was refused", [["create retryable", 0]], {}, "create"],
    ["does not open what is over", [], over, "cancel"],
    ["unless it is wanted on record", [], { ...over, always: true }, "create"],
    ["never pages for what is over", [], { ...page, ...over, always: true }, "cancel"],
    ["looks before it opens again", [["create unknown", 0]], doubt, "find"],
    ["opens where nothing was ever sent", [], doubt, "create"],
    ["looks after a lost worker", [["create lost", 0]], doubt, "find"],
    [
      "waits while it may be on its way",
      [
        ["create unknown", 0],
        ["find not-found", 2_000],
      ],
      { ...doubt, hasJustLooked: true },
      "wait",
    ],
    [
      "looks again later",
      [
        ["create unknown", 0],
        ["find not-found", 2_000],
      ],
      doubt,
      "find",
    ],
    [
      "opens again what is proven not to be there",
      [
        ["create unknown", 0],
        ["find not-found", 30_000],
      ],
      { ...doubt, hasJustLooked: true },
      "create",
    ],
    [
      "but not when all is over",
      [
        ["create unknown", 0],
        ["find not-found", 30_000],
      ],
      { ...doubt, ...over },
      "cancel",
    ],
    [
      "a look from before proves nothing",
      [
        ["find not-found", 0],
        ["create unknown", 1_000],
      ],
      doubt,
      "find",
    ],
    ["grade A: the same key again", [["create unknown", 0]], { ...doubt, grade: "A" }, "create"],
    ["grade C: a person", [["create unknown", 0]], { ...doubt, ...blind }, "ask-person"],
    [
      "grade C: a page is sent again, marked",
      [["create unknown", 0]],
      { ...doubt, ...blind, kind: "page" },
      "create may repeat",
    ],
    ["a page in doubt is not sent again when over", [["create unknown", 0]], { ...doubt, ...page, ...over }, "done"],
    ["closes", [], closing, "close"],
    ["looks whether it is closed", [["close delivered", 0]], closing, "read"],
    ["looks after a close of unknown outcome", [["close unknown", 0]], closing, "read"],
    ["closes again what was refused", [["close retryable", 0]], closing, "close"],
    [
      "closes again what is still open",
      [
        ["close delivered", 0],
        ["read open", 1],
      ],
      closing,
      "close",
    ],
    [
      "looks again where the look failed",
      [
        ["close delivered", 0],
        ["read retryable", 1],
      ],
      closing,
      "read",
    ],
    [
      "ends when it is seen closed",
      [
        ["close delivered", 0],
        ["read closed", 1],
      ],
      closing,
      "done",
    ],
    [
      "believes the status where it can't look",
      [["close delivered", 0]],
      { ...closing, can: { find: true, read: false } },
      "done",
    ],
    ["looks for its id before it closes", [], { ...closing, externalId: null }, "find"],
    [
      "gives up where it can't be found",
      [["find not-found", 0]],
      { ...closing, externalId: null, hasJustLooked: true },
      "done",
    ],
    ["does not close what is open again", [["close permanent", 0]], { ...closing, isOver: false }, "cancel"],
    ["nor looks for its id to close it", [], { ...closing, externalId: null, isOver: false }, "cancel"],
    [
      "looks whether it was closed before that",
      [["close unknown", 0]],
      { ...closing, ...doubt, isOver: false },
      "read",
    ],
    [
      "and does not close what is seen open",
      [
        ["close unknown", 0],
        ["read open", 1],
      ],
      { ...closing, ...doubt, isOver: false },
      "cancel",
    ],
    ["closes a page by its reference", [], { ...page, ...closing, externalId: null }, "close"],
    ["comments", [], { verb: "update", externalId: "7" }, "update"],
    [
      "does not repeat a comment in doubt",
      [["update unknown", 0]],
      { verb: "update", externalId: "7", ...doubt },
      "done",
    ],
    ["a join does nothing outside", [], { verb: "join" }, "done"],
  ];
  it.each(cases)("%s", (_name, told, more, expected) => {
    const plan = planStep(situation(told, more));
    const text = plan.plan === "call" ? `${plan.step}${plan.mayRepeat ? " may repeat" : ""}` : plan.plan;
    expect(text).toBe(expected);
  });
});
