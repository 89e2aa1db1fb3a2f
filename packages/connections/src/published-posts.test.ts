import { describe, expect, it } from "vitest";
import { type PublishedSample, readSample } from "./sample-under-test.ts";

const kept = { kept: true };
const cachetV2Docs = "https://github.com/cachethq/cachet/blob/v2.4.1/tests/Api/IncidentTest.php";
const cachetV3Docs = "https://github.com/cachethq/core/blob/main/tests/Feature/Api/IncidentTest.php";
const instatusDocs = "https://instatus.com/help/api/incidents";
const incidentIoDocs = "https://docs.incident.io/api-reference/status-pages-v2/createstatuspageincident";
const cachet = { baseUrl: "https://status.example.test", token: kept };
const instatus = { page: "ckf01fonve9i40a32oas5b0uw", apiKey: kept };
const incidentIo = { page: "01FCNDV6P870EA6S7TK1DSYDG0", apiKey: kept };

const instatusIncident = {
  id: "ckf01m59ueaqb0a32wrljz1yd",
  name: "Rocket is going down",
  started: "2020-09-12T19:05:17.398Z",
  status: "RESOLVED",
  resolved: "2020-09-12T19:09:04.498Z",
  updates: [
    {
      id: "ckf01m5ioeaqi0a32jtv8ovp8",
      message: "We are currently investigating this incident.",
      status: "INVESTIGATING",
      notify: true,
    },
  ],
  components: [{ id: "ckf01fvnxywz50a35nh1qzssm", name: "Website", site: { subdomain: "nasa" } }],
};
const incidentIoIncident = {
  component_impacts: [{ component_id: "01GW7P4ES31Q6V1ZQH321T0GJN", component_status: "degraded_performance" }],
  id: "01FCNDV6P870EA6S7TK1DSYDG0",
  incident_status: "investigating",
  name: "Elevated API latency",
  published_at: "2021-08-17T13:28:57.801578Z",
  status_page_id: "01FCNDV6P870EA6S7TK1DSYDG0",
};

const samples: PublishedSample[] = [
  {
    kind: "cachet-v2",
    source: cachetV2Docs,
    config: cachet,
    step: "create",
    status: 200,
    body: {
      data: { id: 1, name: "Foo", message: "Lorem ipsum dolor sit amet", status: 1, meta: { signalbox: "sbx-a" } },
    },
    means: { step: "done", result: { outcome: "delivered", externalId: "1" } },
  },
  {
    kind: "cachet-v3",
    source: cachetV3Docs,
    config: cachet,
    step: "create",
    status: 201,
    body: {
      data: {
        id: "1",
        type: "incidents",
        attributes: { name: "New Incident Occurred", message: "Something went wrong.", status: { value: 2 } },
      },
    },
    means: { step: "done", result: { outcome: "delivered", externalId: "1" } },
  },
  {
    kind: "cachet-v3",
    source: cachetV3Docs,
    config: cachet,
    step: "read",
    status: 200,
    body: { data: { id: "1", type: "incidents", attributes: { status: { human: "Fixed", value: 4 } } } },
    means: { step: "state", closed: true },
  },
  {
    kind: "instatus",
    source: instatusDocs,
    config: instatus,
    step: "read",
    status: 200,
    body: instatusIncident,
    means: { step: "state", closed: true },
  },
  {
    kind: "instatus",
    source: instatusDocs,
    config: instatus,
    step: "create",
    status: 200,
    body: instatusIncident,
    means: {
      step: "done",
      result: {
        outcome: "delivered",
        externalId: "ckf01m59ueaqb0a32wrljz1yd",
        externalUrl: "https://nasa.instatus.com",
      },
    },
  },
  {
    kind: "incident-io",
    source: incidentIoDocs,
    config: incidentIo,
    step: "create",
    status: 201,
    body: { status_page_incident: incidentIoIncident },
    means: { step: "done", result: { outcome: "delivered", externalId: "01FCNDV6P870EA6S7TK1DSYDG0" } },
  },
  {
    kind: "incident-io",
    source: incidentIoDocs,
    config: incidentIo,
    step: "read",
    status: 200,
    body: { status_page_incident: incidentIoIncident },
    means: { step: "state", closed: false },
  },
  {
    kind: "incident-io",
    source: incidentIoDocs,
    config: incidentIo,
    step: "update",
    status: 422,
    body: {
      type: "validation_error",
      status: 422,
      request_id: "631766c4-4afd-4803-997c-cd700928fa4b",
      errors: [{ code: "is_required", message: "A severity is required to open an incident" }],
    },
    means: {
      step: "done",
      result: { outcome: "permanent", reason: "refused-by-target", detail: expect.stringContaining("is_required") },
    },
  },
];

describe("published samples of status pages", () => {
  it.each(samples)("$kind reads $step as $source publishes it", (sample) => {
    const { proof, learnt } = readSample(sample);
    expect(proof).toEqual({ source: sample.source, status: "published-sample" });
    expect(learnt).toMatchObject(sample.means);
  });
});
