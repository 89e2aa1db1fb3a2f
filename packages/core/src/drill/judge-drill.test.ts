import { describe, expect, it } from "vitest";
import { drillSteps } from "./drill-steps.ts";
import { type DrillProgress, judgeDrill } from "./judge-drill.ts";

const began: DrillProgress = {
  way: "sample",
  startedAt: 0,
  openWithinMs: 60_000,
  closeWithinMs: 120_000,
  signalProblem: null,
  faultAt: null,
  deliveredAt: null,
  openedAt: null,
  ticketOpenedAt: null,
  endingAt: null,
  faultEndedAt: null,
  resolvedAt: null,
  ticketClosedAt: null,
  missed: null,
  stoppedBy: null,
};
const down = { ...began, faultAt: 1_000 };
const open = { ...down, deliveredAt: 1_100, openedAt: 1_200 };
const ticket = { ...open, ticketOpenedAt: 3_000 };
const ending = { ...ticket, endingAt: 4_000 };
const well = { ...ending, faultEndedAt: 5_000 };

describe("judgeDrill", () => {
  it.each<[string, DrillProgress, number, object]>([
    ["waits for its outage to be taken", began, 60_000, { next: "wait" }],
    ["waits for the ticket as long as its limit says", open, 61_000, { next: "wait" }],
    ["ends the fault once the ticket is open", ticket, 3_001, { next: "end-fault", missed: null }],
    ["waits for the ticket to be closed", well, 125_000, { next: "wait" }],
    [
      "passes when the ticket was closed in time, however late it is judged",
      { ...well, resolvedAt: 5_100, ticketClosedAt: 6_000 },
      9_999_999,
      { next: "finish", state: "passed", missed: null },
    ],
    [
      "has missed what the source did not take, and says why; there is nothing to end",
      { ...began, signalProblem: "it answered 401" },
      60_001,
      {
        next: "finish",
        state: "missed",
        missed: "The outage was not taken by the source's URL (it answered 401) within 1 min",
      },
    ],
    [
      "names the first step that was not reached",
      { ...down, deliveredAt: 1_100 },
      61_001,
      { next: "end-fault", missed: "The delivery was not processed within 1 min" },
    ],
    [
      "has missed a ticket that came too late",
      { ...open, ticketOpenedAt: 62_000 },
      62_001,
      { next: "end-fault", missed: "The ticket was opened after 61.0 s, the limit is 1 min" },
    ],
    [
      "ends once the incident has, where there never was a ticket",
      { ...open, endingAt: 62_000, faultEndedAt: 62_100, resolvedAt: 62_200, missed: "no ticket" },
      62_300,
      { next: "finish", state: "missed", missed: "no ticket" },
    ],
    [
      "does not wait for ever for the end of what it has missed",
      { ...open, endingAt: 62_000, missed: "no ticket" },
      182_001,
      { next: "finish", state: "missed", missed: "no ticket" },
    ],
    [
      "has missed a ticket that was not closed",
      { ...well, resolvedAt: 5_100 },
      125_001,
      { next: "finish", state: "missed", missed: "The ticket was not closed within 2 min" },
    ],
    [
      "has missed a ticket that was closed too late",
      { ...well, resolvedAt: 5_100, ticketClosedAt: 125_100 },
      125_200,
      { next: "finish", state: "missed", missed: "The ticket was closed after 120.1 s, the limit is 2 min" },
    ],
    ["ends the fault of what is stopped", { ...open, stoppedBy: "ops" }, 2_000, { next: "end-fault", missed: null }],
    [
      "is stopped when that is over, not missed",
      { ...well, ticketClosedAt: 6_000, stoppedBy: "ops" },
      7_000,
      { next: "finish", state: "stopped", missed: null },
    ],
    [
      "is stopped at once where nothing has begun",
      { ...began, stoppedBy: "ops" },
      10,
      { next: "finish", state: "stopped", missed: null },
    ],
  ])("%s", (_, run, now, verdict) => {
    expect(judgeDrill(run, now)).toEqual(verdict);
  });
});

describe("drillSteps", () => {
  it("counts what opens from the fault, and what closes from its end", () => {
    const told = (run: DrillProgress, isOver: boolean) =>
      drillSteps(run, isOver).map(({ step, outcome, afterMs }) => `${step} ${outcome} ${afterMs ?? "–"}`);
    expect(told({ ...well, resolvedAt: 5_100, ticketClosedAt: 126_000 }, true)).toEqual([
      "fault done 0",
      "delivered done 100",
      "incident-opened done 200",
      "ticket-opened done 2000",
      "fault-ended done 0",
      "incident-resolved done 100",
      "ticket-closed missed 121000",
    ]);
    expect(told(down, false).slice(0, 3)).toEqual(["fault done 0", "delivered waiting –", "incident-opened waiting –"]);
    expect(told(down, true)[1]).toBe("delivered missed –");
  });
});
