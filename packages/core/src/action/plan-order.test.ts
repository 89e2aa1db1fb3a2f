import { describe, expect, it } from "vitest";
import type { Chain, ChainLink, ObligationStatus } from "./chain.ts";
import { type Order, planOrder } from "./plan-order.ts";

const link = (verb: ChainLink["verb"], state: ChainLink["state"]): ChainLink => ({
  id: `${verb} ${state}`,
  verb,
  state,
  always: false,
});
const chain = (status: ObligationStatus, ...links: ChainLink[]): Chain & { occurrence: number } => ({
  kind: "ticket",
  status,
  externalId: "T-1",
  links,
  occurrence: 1,
});
const order = (change: Order["change"], canReopen: boolean): Order => ({ change, canReopen, hasUpdateText: false });
const next = { plan: "open", occurrence: 2 } as const;
const created = link("create", "done");
const settled = chain("settled", created, link("close", "done"));
const closing = chain("open", created, link("close", "running"));

describe("planOrder", () => {
  it.each([
    ["re-opened where the kind can", settled, order("reopened", true), { plan: "reopen" }],
    [
      "re-opened where it can't",
      settled,
      order("reopened", false),
      { ...next, linksPrevious: true, endsPrevious: false },
    ],
    ["re-opened while it is being closed", closing, order("reopened", true), { plan: "reopen" }],
    [
      "another incident of the component, after the outage",
      settled,
      order("opened", true),
      { ...next, linksPrevious: false, endsPrevious: false },
    ],
    [
      "another incident of the component, while the last outage is being closed",
      closing,
      order("opened", true),
      { ...next, linksPrevious: false, endsPrevious: true },
    ],
    [
      "another incident of the component, before the close was sent",
      chain("open", created, link("close", "waiting")),
      order("opened", true),
      { plan: "join", cancel: ["close waiting"] },
    ],
    [
      "another incident of the component, during the outage",
      chain("open", created),
      order("opened", true),
      { plan: "join", cancel: [] },
    ],
  ] as const)("%s", (_words, latest, given, plan) => expect(planOrder(latest, given)).toEqual(plan));
});
