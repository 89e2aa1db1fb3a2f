import { describe, expect, it } from "vitest";
import { statuspage } from "./statuspage.ts";

// Names and example values of the published document: developer.statuspage.io, OpenAPI, schemas of incidents.
const incident = {
  id: "p31zjtct2jer",
  name: "Data Layer Migration",
  status: "resolved",
  metadata: { jira: { issue_id: "value" } },
  shortlink: "http://stspg.io/803310a12",
};
const publishedFields = [
  ...["name", "status", "impact_override", "metadata", "deliver_notifications", "body", "components", "component_ids"],
];
const publishedStatuses = [
  "operational",
  "under_maintenance",
  "degraded_performance",
  "partial_outage",
  "major_outage",
];

const config = statuspage.configSchema.parse({
  page: "gytm4qzbx9t6",
  apiKey: { kept: true },
  components: { "checkout-api": "8kbf7d35c070" },
  quiet: true,
});
const input = {
  config,
  idempotencyKey: "sbx-a-create-1",
  obligation: { reference: "sbx-a", externalId: "p31zjtct2jer" },
  now: 0,
  scope: { component: { key: "checkout-api", name: "Checkout API" }, action: {}, incident: { severity: "high" } },
};
const answer = (status: number, body: unknown) => ({ status, headers: {}, body: JSON.stringify(body), bodyCut: false });

describe("statuspage", () => {
  it.each([
    ["create", "POST", "https://api.statuspage.io/v1/pages/gytm4qzbx9t6/incidents"],
    ["update", "PATCH", "https://api.statuspage.io/v1/pages/gytm4qzbx9t6/incidents/p31zjtct2jer"],
    ["close", "PATCH", "https://api.statuspage.io/v1/pages/gytm4qzbx9t6/incidents/p31zjtct2jer"],
  ] as const)("%s sends the fields that are published, by %s", (step, method, url) => {
    const planned = statuspage.plan(step, input);
    if (planned.outcome !== "planned") throw new Error(planned.reason);
    const sent = statuspage.authorise(planned.request, input, { apiKey: "89a229ce" });
    expect(sent).toMatchObject({ method, url, headers: { authorization: "OAuth 89a229ce" } });
    const body = JSON.parse(sent.body!) as { incident: { components?: Record<string, string> } };
    expect(publishedFields).toEqual(expect.arrayContaining(Object.keys(body.incident)));
    expect(publishedStatuses).toEqual(expect.arrayContaining(Object.values(body.incident.components ?? {})));
    expect(body.incident).toMatchObject({ deliver_notifications: false });
  });

  it("reads the published answers", () => {
    expect(statuspage.interpret("create", answer(201, incident), input)).toEqual({
      step: "done",
      result: { outcome: "delivered", externalId: "p31zjtct2jer", externalUrl: "http://stspg.io/803310a12" },
    });
    expect(statuspage.interpret("read", answer(200, incident), input)).toEqual({ step: "state", closed: true });
    const scheduled = { ...incident, status: "scheduled" };
    expect(statuspage.interpret("read", answer(200, scheduled), input)).toEqual({ step: "state", closed: false });
    expect(statuspage.interpret("find", answer(200, [incident]), input)).toEqual({ step: "not-found" });
    expect(statuspage.interpret("create", answer(422, { message: "Unprocessable" }), input)).toMatchObject({
      result: { outcome: "permanent", detail: expect.stringContaining("Unprocessable") },
    });
  });
});
