import { describe, expect, it } from "vitest";
import { chaosProofs } from "./chaos-proofs.ts";
import { type ChaosProgress, judgeChaos } from "./judge-chaos.ts";

const begun: ChaosProgress = {
  chaos: { fault: "lying", outages: 12, forMs: 420_000 },
  startedAt: 0,
  openWithinMs: 900_000,
  closeWithinMs: 900_000,
  pager: "drill-pager",
  sent: 0,
  recovered: 0,
  signalProblem: null,
  calls: 0,
  callsFailed: 0,
  slowestMs: 0,
  breakerOpenedAt: null,
  breakerClosedAt: null,
  parkedMost: 0,
  failureAt: null,
  pagedAt: null,
  settledAt: null,
  tickets: 0,
  ticketsAt: null,
  closed: 0,
  closedAt: null,
  unsettled: 0,
  ticketsThere: 0,
  doubled: 0,
  look: null,
  disturbanceEndedAt: null,
  endingAt: null,
  missed: null,
  stoppedBy: null,
};
const sent = { ...begun, sent: 12, calls: 14, callsFailed: 14, unsettled: 12, ticketsThere: 12 };
const seen = { ...sent, breakerOpenedAt: 1_000, parkedMost: 9, failureAt: 301_000, pagedAt: 302_000 };
const straight = { ...seen, disturbanceEndedAt: 303_000 };
const open = { ...straight, breakerClosedAt: 450_000, tickets: 12, ticketsAt: 455_000 };
const ending = { ...open, settledAt: 456_000, endingAt: 456_000, recovered: 12 };
const closed = { ...ending, closed: 12, closedAt: 460_000, unsettled: 0 };
const looked = { ...closed, look: { looked: 12, error: null } };

describe("judgeChaos", () => {
  it.each<[string, ChaosProgress, number, object]>([
    ["waits for all its outages to be taken", { ...begun, sent: 4 }, 5_000, { next: "wait" }],
    ["disturbs until the page is sent", { ...seen, pagedAt: null }, 310_000, { next: "wait" }],
    ["ends the disturbance once all is seen", seen, 303_000, { next: "end-disturbance" }],
    ["ends it when its time is up, whatever was seen", sent, 420_000, { next: "end-disturbance" }],
    ["waits for the tickets as long as its limit says", straight, 1_203_000, { next: "wait" }],
    ["ends the outages once every ticket is open", open, 455_500, { next: "end-fault", missed: null }],
    [
      "says how many tickets never came",
      { ...straight, tickets: 9 },
      1_203_001,
      { next: "end-fault", missed: "3 of 12 tickets were not opened within 15 min after the disturbance" },
    ],
    ["waits for what is not closed", { ...closed, closed: 11, unsettled: 1 }, 461_000, { next: "wait" }],
    ["looks for doubles when all is closed", closed, 461_000, { next: "look" }],
    ["passes when all was seen", looked, 461_000, { next: "finish", state: "passed", missed: null }],
    [
      "has missed where an outage has two tickets",
      { ...looked, ticketsThere: 13, doubled: 1 },
      461_000,
      {
        next: "finish",
        state: "missed",
        missed: "This was not seen: no outage has two tickets (1 are doubled there; the desk says that it opened 13)",
      },
    ],
    [
      "has missed what this fault should have brought about",
      { ...looked, breakerOpenedAt: null },
      461_000,
      { next: "finish", state: "missed", missed: "This was not seen: the breaker of the connection opened" },
    ],
    ["ends its outages when it is stopped", { ...sent, stoppedBy: "ops" }, 5_000, { next: "end-fault", missed: null }],
    [
      "is stopped, not missed, when that is over",
      { ...closed, stoppedBy: "ops" },
      461_000,
      { next: "finish", state: "stopped", missed: null },
    ],
  ])("%s", (_, run, now, verdict) => {
    expect(judgeChaos(run, now)).toEqual(verdict);
  });

  it("counts for a slow connection only what slowness can show", () => {
    const slow = { ...looked, chaos: { ...looked.chaos, fault: "slow" as const }, callsFailed: 0 };
    const unseen = {
      ...slow,
      breakerOpenedAt: null,
      breakerClosedAt: null,
      parkedMost: 0,
      failureAt: null,
      pagedAt: null,
    };
    const run = { ...unseen, settledAt: null };
    expect(judgeChaos(run, 461_000)).toMatchObject({ state: "passed" });
    const told = chaosProofs(run, true).map(({ proof, outcome }) => `${proof} ${outcome}`);
    expect(told).toEqual([
      "disturbed shown",
      "breaker-opened not-by-this",
      "parked not-by-this",
      "failure-raised not-by-this",
      "paged not-by-this",
      "tickets-open shown",
      "breaker-closed not-by-this",
      "tickets-closed shown",
      "one-ticket shown",
      "failure-settled not-by-this",
    ]);
  });
});
