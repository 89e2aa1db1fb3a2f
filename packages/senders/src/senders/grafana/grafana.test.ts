import { Buffer } from "node:buffer";
import { describe, expect, it } from "vitest";
import { quirksOf } from "../../conformance/quirks.ts";
import type { HmacScheme } from "../../sender.ts";
import { authOverrideSchema, schemeFromAuth } from "../../verify/auth-override.ts";
import { signDelivery } from "../../verify/sign-delivery.ts";
import { verifyDelivery } from "../../verify/verify-delivery.ts";
import { grafana } from "./index.ts";

const { load, read, identify } = quirksOf(grafana);

describe("sender grafana", () => {
  it("signs the time with a colon; a contact point without the time takes a scheme of the source's own", () => {
    const now = Date.UTC(2026, 10, 20, 9);
    const body = Buffer.from("{}");
    const { headers } = signDelivery(grafana.scheme, "secret", { body, id: "", now });
    const { "x-grafana-alerting-timestamp": _, ...untimed } = headers;
    const secrets = [{ label: "", value: "secret" }];
    expect(verifyDelivery(grafana.scheme, secrets, { headers: untimed, body, query: "" }, now)).toMatchObject({
      reason: "timestamp-missing",
    });
    const auth = authOverrideSchema.parse({ scheme: "hmac", header: "X-Grafana-Alerting-Signature" });
    const plain = schemeFromAuth(grafana, auth) as HmacScheme;
    const request = { headers: signDelivery(plain, "secret", { body, id: "", now }).headers, body, query: "" };
    expect(verifyDelivery(plain, secrets, request, now).outcome).toBe("verified");
  });

  it("keeps its identity over attempts, which are signed anew", () => {
    const [first, second] = ["1", "2"].map((time) =>
      identify(load("open.json"), { "x-grafana-alerting-timestamp": time }),
    );
    expect(first).toEqual(second);
  });

  it.each(["DatasourceError", "DatasourceNoData"])("names the rule of %s", (alertname) => {
    const labels = { alertname, rulename: "Checkout latency p99" };
    expect(read(load("open.json", { "alerts/0/labels": labels, "alerts/0/values": null }))).toMatchObject({
      events: [{ type: "opened", monitor: { id: "ce6vt1x9k2hj4a", name: "Checkout latency p99" } }, {}],
    });
  });

  it("takes no rule of the user's own called TestAlert for a test", () => {
    const groupKey = '{}/{team="a"}:{alertname="TestAlert"}';
    expect(read(load("test.json", { groupKey, "alerts/0/labels/instance": "eu-1" }))).toMatchObject({
      events: [{ type: "opened" }],
    });
  });

  it("takes a test with labels that people wrote for one, by the key of its group", () => {
    const labels = { alertname: "Checkout latency p99", instance: "eu-1", severity: "critical" };
    expect(read(load("test.json", { "alerts/0/labels": labels }))).toMatchObject({ events: [{ type: "test" }] });
  });

  it("says what can't be read: a custom payload, alerts that were cut", () => {
    expect(read("Checkout is down")).toMatchObject({ outcome: "unreadable", reason: "unparsable" });
    expect(read({ text: "Checkout is down" })).toMatchObject({ outcome: "unreadable", field: "alerts" });
    expect(read(load("open.json", { truncatedAlerts: 3 }))).toMatchObject({
      outcome: "events",
      unreadable: [{ field: "truncatedAlerts" }],
    });
  });
});
