import { describe, expect, it } from "vitest";
import { quirksOf } from "../../conformance/quirks.ts";
import { checkly } from "./index.ts";

const { load, read, identify } = quirksOf(checkly);
const open = load("open.json");

describe("sender checkly", () => {
  it.each([
    ["ALERT_FAIL", "opened", "high"],
    ["ALERT_DEGRADED", "opened", "medium"],
    ["ALERT_DEGRADED_RECOVERY", "resolved", "unknown"],
    ["ALERT_SSL", "updated", "unknown"],
  ])("reads %s as %s, %s", (alert_type, type, severity) => {
    expect(read({ ...open, alert_type })).toMatchObject({ events: [{ type, severity, drift: [] }] });
  });

  it("takes the time of the run, since a retry of the failure may arrive after the recovery", () => {
    const [late, recovery] = [read(open), read(load("resolve.json"))].map((outcome) =>
      outcome.outcome === "events" ? outcome.events[0]!.occurredAt! : Number.NaN,
    );
    expect(late).toBeLessThan(recovery!);
  });

  it("tells two results of one check apart, and two alerts of one result", () => {
    const identities = [open, { ...open, check_result_id: "b" }, { ...open, alert_type: "ALERT_DEGRADED" }].map(
      (body) => JSON.stringify(identify(body)),
    );
    expect(new Set(identities).size).toBe(3);
  });

  it("names the field that stands in its way", () => {
    expect(read({ ...open, alert_type: "ALERT_PAUSED" })).toMatchObject({ outcome: "unreadable", field: "alert_type" });
    expect(read({ ...open, check_id: "" })).toMatchObject({ outcome: "unreadable", field: "check_id" });
  });

  it("says that a body is no JSON where an error message broke the template", () => {
    expect(read('{"event":"x","check_error_message":"expected "a" to equal 1"}')).toMatchObject({
      outcome: "unreadable",
      reason: "unparsable",
    });
  });
});
