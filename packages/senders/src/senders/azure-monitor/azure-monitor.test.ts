import { describe, expect, it } from "vitest";
import { identifyBody, readBody, sampleBody } from "../../conformance/read-body.ts";
import { azureMonitor } from "./index.ts";

const place = "data.essentials";
const open = (changes: Record<string, unknown> = {}) => sampleBody(azureMonitor, "open.json", changes);

describe("sender azure-monitor", () => {
  it("reads times with seven digits after the second", () => {
    expect(readBody(azureMonitor, open({ [`${place}.firedDateTime`]: "2026-11-20T08:14:58.3713213Z" }))).toMatchObject({
      events: [{ occurredAt: Date.UTC(2026, 10, 20, 8, 14, 58, 371), drift: [] }],
    });
  });

  it.each([
    ["Sev0", "critical"],
    ["Sev1", "high"],
    ["Sev2", "medium"],
    ["Sev3", "low"],
    ["Sev4", "info"],
  ])("reads the severity %s as %s", (word, severity) => {
    expect(readBody(azureMonitor, open({ [`${place}.severity`]: word }))).toMatchObject({
      events: [{ severity, drift: [] }],
    });
  });

  it("says what to switch on when another schema is sent", () => {
    expect(readBody(azureMonitor, open({ schemaId: "AzureMonitorMetricAlert" }))).toMatchObject({
      outcome: "unreadable",
      field: "schemaId",
      detail: "is not the common alert schema: switch it on in the action group",
    });
  });

  it.each([
    [`${place}.monitorCondition`, "Suppressed"],
    [`${place}.monitorCondition`, undefined],
    [`${place}.alertId`, ""],
  ])("names %s when it is %j", (field, value) => {
    expect(readBody(azureMonitor, open({ [field]: value }))).toMatchObject({ outcome: "unreadable", field });
  });

  it("reads alerts whose context is of another kind, as those of service health", () => {
    const alert = open({ "data.alertContext": { channels: 1, threshold: null }, "data.customProperties": null });
    expect(readBody(azureMonitor, alert)).toMatchObject({ events: [{ type: "opened", drift: [] }] });
  });

  it("links to the alert in the portal, and to nothing for an id of another form", () => {
    expect(readBody(azureMonitor, open())).toMatchObject({
      events: [{ url: expect.stringContaining("alertId/%2Fsubscriptions%2F11111111-2222") }],
    });
    expect(readBody(azureMonitor, open({ [`${place}.alertId`]: "b9569717" }))).toMatchObject({
      events: [{ url: null }],
    });
  });

  it("takes a repeat for the same delivery, the end for another", () => {
    expect(identifyBody(azureMonitor, open({ "data.alertContext": {} }))).toEqual(identifyBody(azureMonitor, open()));
    expect(identifyBody(azureMonitor, sampleBody(azureMonitor, "resolve.json"))).not.toEqual(
      identifyBody(azureMonitor, open()),
    );
  });
});
