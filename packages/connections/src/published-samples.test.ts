import { describe, expect, it } from "vitest";
import { type PublishedSample, readSample } from "./sample-under-test.ts";

const kept = { kept: true };
const rt = { baseUrl: "https://rt.example.test", token: kept, queue: "General" };
const github = { token: kept, repository: "octocat/Hello-World" };
const gitlab = { token: kept, project: "4" };
const redmine = { baseUrl: "https://redmine.example.test", apiKey: kept, project: "redmine" };
const rtDocs = "https://docs.bestpractical.com/rt/5.0.5/RT/REST2.html";
const githubDocs = "https://docs.github.com/en/rest/issues/issues";
const gitlabDocs = "https://docs.gitlab.com/api/issues/";
const opsgenieDocs = "https://docs.opsgenie.com/docs/alert-api";
const redmineDocs = "https://www.redmine.org/projects/redmine/wiki/Rest_Issues";
const zammad = {
  baseUrl: "https://zammad.example.test",
  token: kept,
  group: "2nd Level",
  customer: "david@example.com",
};
const servicenow = {
  baseUrl: "https://instance.servicenow.com",
  auth: { basic: { username: "username", password: kept } },
};
const zammadDocs = "https://docs.zammad.org/en/latest/api/ticket/index.html";
const servicenowDocs = "https://www.servicenow.com/docs/r/api-reference/rest-apis/c_TableAPI.html";
const osticketDocs = "https://github.com/osTicket/osTicket/blob/develop/setup/doc/api/tickets.md";

const githubIssue = {
  id: 1,
  number: 1347,
  html_url: "https://github.com/octocat/Hello-World/issues/1347",
  state: "open",
  title: "Found a bug",
  labels: [{ id: 208_045_946, name: "bug", color: "f29513", default: true }],
};

const samples: PublishedSample[] = [
  {
    kind: "request-tracker",
    source: rtDocs,
    config: rt,
    step: "create",
    status: 201,
    body: { _url: "XX_RT_URL_XX/REST/2.0/ticket/20", type: "ticket", id: "20" },
    means: {
      step: "done",
      result: {
        outcome: "delivered",
        externalId: "20",
        externalUrl: "https://rt.example.test/Ticket/Display.html?id=20",
      },
    },
  },
  {
    kind: "request-tracker",
    source: rtDocs,
    config: rt,
    step: "update",
    status: 200,
    body: ["Ticket 1: Subject changed from 'hello world' to 'trial update'"],
    means: { step: "done", result: { outcome: "delivered" } },
  },
  {
    kind: "request-tracker",
    source: rtDocs,
    config: rt,
    step: "update",
    status: 412,
    body: { message: "Precondition Failed" },
    means: { step: "done", result: { outcome: "permanent", reason: "refused-by-target" } },
  },
  {
    kind: "github-issues",
    source: githubDocs,
    config: github,
    step: "create",
    reference: "bug",
    status: 201,
    body: githubIssue,
    means: {
      step: "done",
      result: { outcome: "delivered", externalId: "1347", externalUrl: githubIssue.html_url },
    },
  },
  {
    kind: "github-issues",
    source: githubDocs,
    config: github,
    step: "find",
    reference: "bug",
    status: 200,
    body: [githubIssue],
    means: { step: "found", externalId: "1347", externalUrl: githubIssue.html_url, hits: ["1347"] },
  },
  {
    kind: "github-issues",
    source: githubDocs,
    config: github,
    step: "read",
    status: 200,
    body: githubIssue,
    means: { step: "state", closed: false },
  },
  {
    kind: "gitlab-issues",
    source: gitlabDocs,
    config: gitlab,
    step: "create",
    reference: "bug",
    status: 201,
    body: {
      project_id: 4,
      id: 84,
      iid: 14,
      title: "Issues with auth",
      state: "opened",
      labels: ["bug"],
      web_url: "http://example.com/my-group/my-project/issues/14",
    },
    means: {
      step: "done",
      result: {
        outcome: "delivered",
        externalId: "14",
        externalUrl: "http://example.com/my-group/my-project/issues/14",
      },
    },
  },
  {
    kind: "gitlab-issues",
    source: gitlabDocs,
    config: gitlab,
    step: "find",
    reference: "foo",
    status: 200,
    body: [{ id: 76, iid: 6, state: "opened", labels: ["foo", "bar"], web_url: "http://example.com/g/p/issues/6" }],
    means: { step: "found", externalId: "6", externalUrl: "http://example.com/g/p/issues/6", hits: ["6"] },
  },
  {
    kind: "gitlab-issues",
    source: gitlabDocs,
    config: gitlab,
    step: "read",
    status: 200,
    body: { id: 85, iid: 15, state: "closed", labels: ["bug"] },
    means: { step: "state", closed: true },
  },
  {
    kind: "gitlab-issues",
    source: gitlabDocs,
    config: gitlab,
    step: "close",
    status: 200,
    body: { id: 85, iid: 15, state: "closed", closed_at: "2016-01-08T12:55:16.213Z", labels: ["bug"] },
    means: { step: "done", result: { outcome: "delivered" } },
  },
  {
    kind: "redmine",
    source: redmineDocs,
    config: redmine,
    step: "find",
    status: 200,
    body: {
      issues: [{ id: 4326, subject: "Aggregate Multiple Issue Changes for Email Notifications" }],
      total_count: 1640,
    },
    // One of 1,640, and not ours: that proves nothing about the others.
    means: { step: "done", result: { outcome: "retryable", reason: "answer-not-understood" } },
  },
  {
    kind: "redmine",
    source: redmineDocs,
    config: redmine,
    step: "update",
    status: 204,
    body: "",
    means: { step: "done", result: { outcome: "delivered" } },
  },
  {
    kind: "gotify",
    source: "https://github.com/gotify/server/blob/master/docs/spec.json",
    config: { baseUrl: "https://gotify.example.test", token: kept },
    step: "create",
    status: 200,
    body: {
      appid: 5,
      date: "2018-02-27T19:36:10.5045044+01:00",
      id: 25,
      message: "**Backup** was successfully finished.",
      priority: 2,
      title: "Backup",
    },
    means: { step: "done", result: { outcome: "delivered", externalId: "25" } },
  },
  {
    kind: "opsgenie",
    source: opsgenieDocs,
    config: { apiKey: kept },
    step: "create",
    status: 202,
    body: { result: "Request will be processed", took: 0.302, requestId: "43a29c5c-3dbf-4fa4-9c26-f4f71023e120" },
    means: { step: "done", result: { outcome: "delivered", externalId: "sbx-a" } },
  },
  {
    kind: "opsgenie",
    source: opsgenieDocs,
    config: { apiKey: kept },
    step: "read",
    status: 200,
    body: {
      data: {
        id: "70413a06-38d6-4c85-92b8-5ebc900d42e2",
        tinyId: "1791",
        alias: "event_573",
        message: "Our servers are in danger",
        status: "closed",
        acknowledged: false,
        owner: "example@opsgenie.com",
        report: { ackTime: 15_702, closeTime: 60_503, acknowledgedBy: "example@opsgenie.com" },
      },
      took: 0.306,
      requestId: "9ae63dd7-ed00-4c81-86f0-c4ffd33142c9",
    },
    means: { step: "state", closed: true, acknowledgedBy: null },
  },
  {
    kind: "slack",
    source: "https://docs.slack.dev/messaging/sending-messages-using-incoming-webhooks/",
    config: { url: kept },
    step: "send",
    status: 200,
    body: "ok",
    means: { step: "done", result: { outcome: "delivered" } },
  },
  {
    kind: "slack",
    source: "https://docs.slack.dev/messaging/sending-messages-using-incoming-webhooks/",
    config: { url: kept },
    step: "send",
    status: 410,
    body: "channel_is_archived",
    means: {
      step: "done",
      result: { outcome: "permanent", detail: "it answered 410: not there: channel_is_archived" },
    },
  },
  {
    kind: "discord",
    source: "https://discord.com/developers/docs/resources/webhook#execute-webhook",
    config: { url: kept },
    step: "send",
    status: 200,
    body: { id: "334385199974967042", type: 0, channel_id: "290926798999357250", content: "Supa Hot" },
    means: { step: "done", result: { outcome: "delivered", externalId: "334385199974967042" } },
  },
  {
    kind: "zammad",
    source: zammadDocs,
    config: zammad,
    step: "create",
    status: 201,
    body: { id: 19, group_id: 2, priority_id: 2, state_id: 1, number: "22019", title: "Help me!", article_ids: [30] },
    means: {
      step: "done",
      result: {
        outcome: "delivered",
        externalId: "19",
        externalUrl: "https://zammad.example.test/#ticket/zoom/19",
      },
    },
  },
  {
    kind: "zammad",
    source: zammadDocs,
    config: zammad,
    step: "update",
    status: 200,
    body: { id: 19, group_id: 1, priority_id: 3, state_id: 2, number: "22019", title: "No help for you" },
    means: { step: "done", result: { outcome: "delivered" } },
  },
  {
    kind: "zammad",
    source: zammadDocs,
    config: zammad,
    step: "find",
    status: 200,
    body: [{ id: 1, group_id: 1, state_id: 1, number: "20001", title: "Welcome to Zammad!" }],
    means: { step: "not-found" },
  },
  {
    kind: "servicenow",
    source: servicenowDocs,
    config: servicenow,
    step: "create",
    status: 201,
    body: {
      result: {
        number: "INC0010002",
        short_description: "Unable to connect to office wifi",
        state: "1",
        sys_id: "c537bae64f411200adf9f8e18110c76e",
        correlation_id: "",
      },
    },
    means: {
      step: "done",
      result: {
        outcome: "delivered",
        externalId: "c537bae64f411200adf9f8e18110c76e",
        detail: expect.stringContaining("dropped our reference"),
      },
    },
  },
  {
    kind: "servicenow",
    source: servicenowDocs,
    config: servicenow,
    step: "read",
    status: 200,
    body: { result: { number: "INC0000046", state: "1", sys_id: "a9e30c7dc61122760116894de7bcc7bd" } },
    means: { step: "state", closed: false },
  },
  {
    kind: "servicenow",
    source: servicenowDocs,
    config: servicenow,
    step: "update",
    status: 200,
    body: { result: { number: "INC0000050", state: "2", sys_id: "ef43c6d40a0a0b5700c77f9bf387afe3" } },
    means: { step: "done", result: { outcome: "delivered" } },
  },
  {
    kind: "osticket",
    source: osticketDocs,
    config: { baseUrl: "https://support.example.test", apiKey: kept, email: "api@osticket.com" },
    step: "create",
    status: 201,
    body: "123456",
    means: { step: "done", result: { outcome: "delivered", externalId: "123456" } },
  },
];

describe("published samples of ticket systems", () => {
  it.each(samples)("$kind reads $step as $source publishes it", (sample) => {
    const { proof, learnt } = readSample(sample);
    expect(proof).toEqual({ source: sample.source, status: "published-sample" });
    expect(learnt).toMatchObject(sample.means);
  });
});
