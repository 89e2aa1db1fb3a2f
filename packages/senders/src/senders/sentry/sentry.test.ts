import { describe, expect, it } from "vitest";
import { quirksOf } from "../../conformance/quirks.ts";
import { sentry } from "./index.ts";

const { load, read } = quirksOf(sentry);

describe("sender sentry", () => {
  it("keeps alerts and issues apart, though both are resolved by the same word", () => {
    const alert = load("resolve.json", { "data/metric_alert/identifier": "1170820242" });
    expect(read(alert)).toMatchObject({ events: [{ type: "resolved", correlationKey: "alert:1170820242" }] });
    expect(read(load("issue_resolve.json"))).toMatchObject({
      events: [{ type: "resolved", correlationKey: "issue:1170820242" }],
    });
  });

  it("reads warning and critical as one incident of two severities", () => {
    expect(read(load("warning.json"))).toMatchObject({ events: [{ correlationKey: "alert:17", severity: "medium" }] });
    expect(read(load("open.json"))).toMatchObject({ events: [{ correlationKey: "alert:17", severity: "critical" }] });
  });

  it("takes the receipt for the end where date_closed is null", () => {
    const resolve = load("resolve.json", { "data/metric_alert/date_closed": null });
    expect(read(resolve)).toMatchObject({ events: [{ type: "resolved", occurredAt: null, drift: [] }] });
  });

  it("does not date an issue that came back by when it was first seen", () => {
    const issue = load("issue_open.json", { action: "unresolved" });
    expect(read(issue)).toMatchObject({ events: [{ type: "opened", occurredAt: null }] });
  });

  it("opens the issue of an issue alert", () => {
    const event = { issue_id: "1170820242", title: "TimeoutError", level: "fatal", datetime: "2026-11-20T08:15:01Z" };
    expect(read({ action: "triggered", data: { event, triggered_rule: "checkout" } })).toMatchObject({
      events: [
        { type: "opened", correlationKey: "issue:1170820242", severity: "critical", labels: { rule: "checkout" } },
      ],
    });
  });

  it("ignores what tells of no alert and no issue", () => {
    expect(read({ action: "created", data: { installation: {} } })).toMatchObject({ outcome: "ignored" });
    expect(read({ action: "created", data: { comment: "x" } }, { "sentry-hook-resource": "comment" })).toMatchObject({
      outcome: "ignored",
    });
  });

  it("names what it can't read: the legacy plugin's shape, a new word, a missing number", () => {
    expect(read({ project: "checkout", message: "x", event: {} })).toMatchObject({
      outcome: "unreadable",
      field: "data",
    });
    expect(read(load("open.json", { action: "muted" }))).toMatchObject({ outcome: "unreadable", field: "action" });
    const open = load("open.json", { "data/metric_alert/identifier": undefined });
    expect(read(open)).toMatchObject({ outcome: "unreadable", field: "data.metric_alert.identifier" });
  });
});
