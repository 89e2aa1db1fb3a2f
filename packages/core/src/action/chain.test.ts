import { describe, expect, it } from "vitest";
import { type Chain, type ChainLink, type LinkState, type LinkVerb, nextLink, type ObligationKind } from "./chain.ts";
import { idempotencyKey, obligationReference } from "./obligation-reference.ts";
import { obligationScope } from "./obligation-scope.ts";
import { planOrder } from "./plan-order.ts";
import { planSettlement } from "./plan-settlement.ts";

type Told = `${LinkVerb} ${LinkState}` | `create ${LinkState} always`;

function chain(told: Told[], more: Partial<Chain> = {}): Chain & { occurrence: number } {
  const links = told.map((text, index): ChainLink => {
    const [verb, state, always] = text.split(" ") as [LinkVerb, LinkState, string?];
    return { id: `${verb}-${index}`, verb, state, always: always === "always" };
  });
  const externalId = links.some((link) => link.verb === "create" && link.state === "done") ? "T-1" : null;
  return { kind: "ticket", status: "open", externalId, links, occurrence: 1, ...more };
}

describe("planSettlement", () => {
  const cases: [string, Told[], ObligationKind, string][] = [
    ["a create not yet sent is cancelled", ["create waiting"], "ticket", "cancel create-0 → cancelled"],
    ["with what follows it", ["create waiting", "update waiting"], "ticket", "cancel create-0,update-1 → cancelled"],
    ["unless the rule wants it on record", ["create waiting always"], "ticket", "close"],
    ["a page not sent is never sent", ["create waiting always"], "page", "cancel create-0 → cancelled"],
    ["one in flight is followed by a close", ["create running"], "ticket", "close"],
    ["one whose fate is unknown too", ["create unknown"], "page", "close"],
    ["what was done is closed", ["create done", "join done", "update waiting"], "ticket", "close"],
    ["once", ["create done", "close waiting"], "ticket", ""],
    ["what was given up is not closed", ["create failed", "update waiting"], "ticket", "cancel update-1 → cancelled"],
    ["unless it is wanted on record: a later try is closed after it", ["create failed always"], "ticket", "close"],
    ["a page that was given up is not", ["create failed always"], "page", "→ cancelled"],
    ["a draft that was stopped leaves nothing to close", ["create cancelled"], "status-post", "→ cancelled"],
    ["a re-open is closed again", ["create done", "close done", "reopen done"], "ticket", "close"],
    [
      "a re-open not sent leaves it closed",
      ["create done", "close done", "reopen waiting"],
      "ticket",
      "cancel reopen-2 → settled",
    ],
    ["a close that was withdrawn does not count", ["create done", "close cancelled", "join done"], "ticket", "close"],
    ["a close that was given up is tried again by the next end", ["create done", "close failed"], "ticket", "close"],
  ];
  it.each(cases)("%s", (_name, told, kind, expected) => {
    const { cancel, append, status } = planSettlement(chain(told, { kind }));
    expect(
      [cancel.length > 0 ? `cancel ${cancel.join()}` : "", status ? `→ ${status}` : "", append ?? ""]
        .filter(Boolean)
        .join(" "),
    ).toBe(expected);
  });

  it.each(["settled", "cancelled", "lost"] as const)("leaves one that is %s alone", (status) => {
    expect(planSettlement(chain(["create done"], { status }))).toMatchObject({
      cancel: [],
      append: null,
      status: null,
    });
  });
});

describe("planOrder", () => {
  const reopened = { change: "reopened", hasUpdateText: true, canReopen: true } as const;
  const opened = { ...reopened, change: "opened" } as const;
  const updated = { ...reopened, change: "updated" } as const;
  const cannot = { ...reopened, canReopen: false } as const;

  it("opens the first of a slot", () => {
    expect(planOrder(null, opened)).toMatchObject({ plan: "open", occurrence: 1 });
  });

  const cases: [string, ReturnType<typeof chain>, Parameters<typeof planOrder>[1], object][] = [
    ["a second rule joins", chain(["create waiting"]), opened, { plan: "join", cancel: [] }],
    ["an update comments", chain(["create done"]), updated, { plan: "update" }],
    ["one with nothing to say joins", chain(["create done"]), { ...updated, hasUpdateText: false }, { plan: "join" }],
    ["an update pages nobody again", chain(["create done"], { kind: "page" }), updated, { plan: "join" }],
    [
      "a close not sent is withdrawn",
      chain(["create done", "close waiting"]),
      reopened,
      { plan: "join", cancel: ["close-1"] },
    ],
    [
      "a page whose close is not sent is sent anew, too: who took it took the outage that ended",
      chain(["create done", "close waiting"], { kind: "page" }),
      reopened,
      { plan: "open", occurrence: 2, linksPrevious: false, endsPrevious: true },
    ],
    ["one under way is followed by a re-open", chain(["create done", "close running"]), reopened, { plan: "reopen" }],
    [
      "or by the next, which links it",
      chain(["create done", "close unknown"]),
      cannot,
      { plan: "open", occurrence: 2, linksPrevious: true, endsPrevious: true },
    ],
    [
      "a settled one is opened again",
      chain(["create done", "close done"], { status: "settled" }),
      reopened,
      { plan: "reopen" },
    ],
    [
      "or by the next, which links it",
      chain(["create done", "close done"], { status: "settled" }),
      cannot,
      { plan: "open", occurrence: 2, linksPrevious: true, endsPrevious: false },
    ],
    [
      "a page is sent anew",
      chain(["create done", "close done"], { kind: "page", status: "settled" }),
      reopened,
      { plan: "open", occurrence: 2, linksPrevious: false },
    ],
    [
      "what was cancelled is ordered anew",
      chain(["create cancelled"], { status: "cancelled" }),
      reopened,
      { plan: "open", occurrence: 2, linksPrevious: false },
    ],
    [
      "so is what was lost",
      chain(["create done"], { status: "lost" }),
      reopened,
      { plan: "open", occurrence: 2, linksPrevious: false },
    ],
    [
      "what a person stopped as a draft stays stopped",
      chain(["create cancelled", "update cancelled"], { kind: "status-post" }),
      opened,
      { plan: "join", cancel: [] },
    ],
    [
      "and is not updated either",
      chain(["create cancelled"], { kind: "status-post" }),
      updated,
      { plan: "join", cancel: [] },
    ],
  ];
  it.each(cases)("%s", (_name, latest, order, expected) => {
    expect(planOrder(latest, order)).toMatchObject(expected);
  });
});

describe("nextLink", () => {
  const cases: [Told[], string | null][] = [
    [["create waiting", "close waiting"], "create-0"],
    [["create running", "close waiting"], null],
    [["create unknown", "close waiting"], "create-0"],
    [["create done", "join done", "close waiting"], "close-2"],
    [["create cancelled", "close cancelled"], null],
    [["create failed", "update waiting"], null],
    [["create done", "update failed", "close waiting"], "close-2"],
    [["create needs_approval"], null],
  ];
  it.each(cases)("of %j is %s", (told, id) => {
    expect(nextLink(chain(told))?.id ?? null).toBe(id);
  });
});

describe("obligationReference", () => {
  it("is the same for the same obligation and another for any other", () => {
    const references = ["0190", "0191", "0192"].map(obligationReference);
    expect(new Set(references).size).toBe(references.length);
    expect(obligationReference("0190")).toBe(references[0]);
    for (const reference of references) expect(reference).toMatch(/^sbx-[a-z2-7]{26}$/);
  });

  it("stands, with verb and number, for one link", () => {
    expect(idempotencyKey("sbx-a", "create", 1)).toBe("sbx-a-create-1");
  });
});

describe("obligationScope", () => {
  it.each([
    [
      { groupBy: "incident", component: "checkout" },
      { scopeKind: "incident", scopeId: "i" },
    ],
    [
      { groupBy: "component", component: "checkout" },
      { scopeKind: "component", scopeId: "checkout" },
    ],
    [
      { groupBy: "component", component: null },
      { scopeKind: "incident", scopeId: "i" },
    ],
  ] as const)("%j", (given, scope) => {
    expect(obligationScope({ ...given, incidentId: "i" })).toEqual(scope);
  });
});
