import {
  githubIssuesAccess,
  gitlabIssuesAccess,
  redmineAccess,
  requestTrackerAccess,
  servicenowAccess,
  startGithubIssues,
  startGitlabIssues,
  startRedmine,
  startRequestTracker,
  startServicenow,
  startTicketDesk,
  startZammad,
  ticketDeskAccess,
  zammadAccess,
} from "@signalbox/testkit";
import { afterEach, describe, expect, it } from "vitest";
import { type DrivenKind, driveKind, referenceOfTests } from "./drive-kind.ts";
import { ticketSystems } from "./ticket-systems.ts";

const kept = { kept: true } as const;
const delivered = { step: "done", result: { outcome: "delivered" } };
const ended: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const end of ended.splice(0)) await end();
});

function drive(kind: string, url: string, secrets: Record<string, string>, more: object = {}): DrivenKind {
  const system = ticketSystems.find((one) => one.kind === kind)!;
  const driven = driveKind({ kind, config: { ...system.config(url), ...more }, secrets });
  ended.push(() => driven.close());
  return driven;
}

async function createdId(driven: DrivenKind, scope: Record<string, unknown> = {}): Promise<string> {
  const made = await driven.step("create", { scope });
  if (made.step !== "done" || made.result.outcome !== "delivered") throw new Error(JSON.stringify(made));
  return made.result.externalId!;
}

describe("Request Tracker", () => {
  async function start(more: object = {}) {
    const rt = await startRequestTracker();
    ended.push(() => rt.stop());
    return { rt, driven: drive("request-tracker", rt.url, { token: requestTrackerAccess.token }, more) };
  }

  it("takes a 201 whose texts refuse the status for a refusal, and says which", async () => {
    const { rt, driven } = await start();
    const externalId = await createdId(driven);
    rt.denyStatusChanges(true);
    expect(await driven.step("close", { externalId })).toMatchObject({
      result: {
        outcome: "permanent",
        reason: "refused-by-target",
        detail: expect.stringContaining("Permission Denied"),
      },
    });
    expect(await driven.step("read", { externalId })).toEqual({ step: "state", closed: false });
  });

  it("takes a status that the lifecycle does not have for a refusal", async () => {
    const { driven } = await start({ closedStatus: "fixed" });
    const externalId = await createdId(driven);
    expect(await driven.step("close", { externalId })).toMatchObject({
      result: { outcome: "permanent", detail: expect.stringContaining("isn't a valid status") },
    });
  });

  it("lets no quote end the string of a search: a crafted queue finds nothing", async () => {
    const { rt } = await start();
    rt.addTicket(`An old one [${referenceOfTests}]`);
    const crafted = drive(
      "request-tracker",
      rt.url,
      { token: requestTrackerAccess.token },
      { queue: "x' OR id > 0 OR '" },
    );
    expect(await crafted.step("find")).toEqual({ step: "not-found" });
    expect(rt.calls.at(-1)?.query.get("query")).toContain(String.raw`Queue = 'x\' OR id > 0 OR \''`);
  });

  it("names the queue where a 403 means that it is not there", async () => {
    const { rt } = await start();
    const lost = drive("request-tracker", rt.url, { token: requestTrackerAccess.token }, { queue: "Nowhere" });
    expect(await lost.step("create")).toMatchObject({
      result: { outcome: "retryable", reason: "credentials-refused", detail: expect.stringContaining("'Nowhere'") },
    });
    expect(await lost.test()).toMatchObject({ verdict: "trouble", trouble: "wrong-path" });
  });

  it("signs in by password where there are no tokens", async () => {
    const rt = await startRequestTracker();
    ended.push(() => rt.stop());
    const driven = driveKind({
      kind: "request-tracker",
      config: { baseUrl: rt.url, queue: "Ops", auth: { basic: { username: "signalbox", password: kept } } },
      secrets: { password: "p:w" },
    });
    ended.push(() => driven.close());
    await driven.step("create");
    expect(rt.calls.at(-1)?.headers.authorization).toBe(`Basic ${Buffer.from("signalbox:p:w").toString("base64")}`);
  });

  it("looks like no browser, or RT would lead it to a page of a sign-in", async () => {
    const { rt, driven } = await start();
    await driven.step("find");
    expect(rt.calls.at(-1)?.headers["user-agent"]).not.toMatch(/Mozilla/);
    expect(rt.calls.at(-1)?.headers.cookie).toBeUndefined();
  });
});

describe("Redmine", () => {
  async function start(more: object = {}) {
    const desk = await startRedmine();
    ended.push(() => desk.stop());
    return { desk, driven: drive("redmine", desk.url, { apiKey: redmineAccess.apiKey }, more) };
  }

  it("sees by a look that a status was left out of a 204", async () => {
    const { desk, driven } = await start();
    const externalId = await createdId(driven);
    desk.forbidStatus(5);
    expect(await driven.step("close", { externalId })).toMatchObject(delivered);
    expect(await driven.step("read", { externalId })).toEqual({ step: "state", closed: false });
  });

  it("does not take Resolved for closed, and says so when it is tested", async () => {
    const { driven } = await start({ closedStatus: 3 });
    const externalId = await createdId(driven);
    expect(await driven.step("close", { externalId })).toMatchObject(delivered);
    expect(await driven.step("read", { externalId })).toEqual({ step: "state", closed: false });
    expect(await driven.test()).toMatchObject({
      trouble: "wrong-setting",
      sentence: "Status 3 (Resolved) does not close an issue. Statuses that close are: 5 Closed, 6 Rejected.",
    });
  });

  it("never takes another's issue for ours where its filter is taken no notice of", async () => {
    const { desk, driven } = await start();
    desk.addIssue("Printer on fire");
    desk.addIssue(`About ${referenceOfTests}, but not it`);
    desk.ignoreFilters(true);
    expect(await driven.step("find")).toEqual({ step: "not-found" });
    const externalId = await createdId(driven);
    expect(await driven.step("find")).toMatchObject({ externalId, hits: [externalId] });
  });

  it("finds what is closed, too", async () => {
    const { driven } = await start();
    const externalId = await createdId(driven);
    await driven.step("close", { externalId });
    expect(await driven.step("find")).toMatchObject({ step: "found", externalId });
  });

  it("knows a wrong key by who it is, although a public project answers 200", async () => {
    const { driven } = await start();
    const wrong = driven.withSecrets({ apiKey: "wrong" });
    expect(await wrong.step("find")).toEqual({ step: "not-found" });
    expect(await wrong.test()).toMatchObject({ verdict: "trouble", trouble: "credentials" });
  });

  it("names priorities by Redmine's numbers, and writes down who is not known there", async () => {
    const { desk, driven } = await start();
    const externalId = await createdId(driven);
    expect(JSON.parse(desk.calls.at(-1)!.body)).toMatchObject({ issue: { priority_id: 4 } });
    expect(desk.tickets().find((one) => one.id === externalId)?.text).toContain("Assignee: ada@example.test");
  });
});

describe("Zammad", () => {
  async function start(more: object = {}) {
    const zammad = await startZammad();
    ended.push(() => zammad.stop());
    return { zammad, driven: drive("zammad", zammad.url, { token: zammadAccess.token }, more) };
  }

  it("finds a ticket of a moment ago although the search index lags: grade B is true (D7)", async () => {
    const { zammad, driven } = await start();
    zammad.stopIndexing(true);
    zammad.behave({ mode: "drop" }, 1);
    expect(await driven.step("create")).toMatchObject({ result: { outcome: "unknown" } });
    const [only] = zammad.tickets();
    expect(await driven.step("find")).toMatchObject({ step: "found", externalId: only?.id });
    // A search by words, which would ask the index, is not among what was asked.
    expect(zammad.calls.every((call) => call.query.get("query") === null)).toBe(true);
    expect(zammad.calls.at(-1)!.json).toEqual({
      condition: { "ticket.title": { operator: "contains", value: `[${referenceOfTests}]` } },
    });
  });

  it("takes a close that a field that must be filled prevents for refused, and says which", async () => {
    const { zammad, driven } = await start();
    const externalId = await createdId(driven);
    zammad.demandField("cause");
    expect(await driven.step("close", { externalId })).toMatchObject({
      result: { outcome: "permanent", reason: "refused-by-target", detail: expect.stringContaining("'cause'") },
    });
    expect(await driven.step("read", { externalId })).toEqual({ step: "state", closed: false });
  });

  it("does not take pending close for closed, and says which states close when it is tested", async () => {
    const { driven } = await start({ closedState: "pending close" });
    expect(await driven.test()).toMatchObject({
      trouble: "wrong-setting",
      sentence: "The state pending close does not close a ticket. States that close are: closed.",
    });
    const unknown = await start({ closedState: "done" });
    const externalId = await createdId(unknown.driven);
    expect(await unknown.driven.step("close", { externalId })).toMatchObject({
      result: { outcome: "permanent", detail: expect.stringContaining("No lookup value found for 'state'") },
    });
  });

  it("shows the customer nothing unless it is told to, and links to the ticket", async () => {
    const { zammad, driven } = await start();
    const made = await driven.step("create");
    expect(made).toMatchObject({ result: { externalUrl: expect.stringMatching(/\/#ticket\/zoom\/\d+$/) } });
    const { externalId } = (made as { result: { externalId: string } }).result;
    await driven.step("close", { externalId });
    expect(zammad.articles(externalId).map(({ internal }) => internal)).toEqual([true, true]);
    const open = await start({ visible: true });
    const shown = await createdId(open.driven);
    expect(open.zammad.articles(shown)).toMatchObject([{ internal: false }]);
  });

  it("is told by its test in which group it may not work", async () => {
    const { zammad, driven } = await start();
    zammad.takeGroupAway(true);
    expect(await driven.test()).toMatchObject({
      trouble: "rights",
      sentence: expect.stringContaining("the group Operations"),
    });
  });
});

describe("ServiceNow", () => {
  async function start(more: object = {}) {
    const servicenow = await startServicenow();
    ended.push(() => servicenow.stop());
    return { servicenow, driven: drive("servicenow", servicenow.url, { password: servicenowAccess.password }, more) };
  }

  it("resolves with a code and notes, which it must, and keeps them in their fields", async () => {
    const { servicenow, driven } = await start();
    const externalId = await createdId(driven);
    const scope = { resolution: { note: "Resolved after 5 min." } };
    expect(await driven.step("close", { externalId, scope })).toMatchObject(delivered);
    expect(servicenow.fields(externalId)).toMatchObject({
      state: "6",
      close_code: "Solution provided",
      close_notes: "Resolved after 5 min.",
    });
  });

  it("takes a 403 by a policy or rule of the instance for a refusal, not for a matter of credentials", async () => {
    const { servicenow, driven } = await start();
    const externalId = await createdId(driven);
    servicenow.forbidResolving(true);
    expect(await driven.step("close", { externalId })).toMatchObject({
      result: { outcome: "permanent", reason: "refused-by-target", detail: expect.stringContaining("No resolve") },
    });
    const body = {
      error: { message: "Operation Failed", detail: "Data Policy Exception: Resolution code is mandatory" },
    };
    servicenow.behave({ mode: "refuse", status: 403, body }, 1);
    expect(await driven.step("close", { externalId })).toMatchObject({
      result: { outcome: "permanent", detail: expect.stringContaining("Resolution code is mandatory") },
    });
    const acl = {
      error: { message: "Operation Failed", detail: "ACL Exception Update Failed due to security constraints" },
    };
    servicenow.behave({ mode: "refuse", status: 403, body: acl }, 1);
    expect(await driven.step("close", { externalId })).toMatchObject({ result: { reason: "credentials-refused" } });
  });

  it("says that an incident can't be found again where our reference is dropped, in its answer and in its test", async () => {
    const { servicenow, driven } = await start();
    await createdId(driven);
    servicenow.hideCorrelation(true);
    expect(await driven.step("create", { reference: "sbx-other" })).toMatchObject({
      result: { outcome: "delivered", detail: expect.stringContaining("correlation_id") },
    });
    // The part of the query that it can't carry out is taken no notice of: all incidents come, and none is ours.
    expect(await driven.step("find", { reference: "sbx-other" })).toEqual({ step: "not-found" });
    expect(await driven.test()).toMatchObject({ verdict: "trouble", trouble: "rights" });
  });

  it("gives a call 30 s and no less, and signs in by a key as well", async () => {
    const { servicenow, driven } = await start();
    expect(driven.kind.timeoutMs(driven.config)).toBe(30_000);
    const base = ticketSystems.find((one) => one.kind === "servicenow")!.config(servicenow.url);
    expect(driven.kind.configSchema.safeParse({ ...base, timeout: "29s" }).success).toBe(false);
    expect(driven.kind.configSchema.safeParse({ ...base, timeout: "45s" }).success).toBe(true);
    const byKey = drive(
      "servicenow",
      servicenow.url,
      { value: servicenowAccess.apiKey },
      {
        auth: { header: { name: "x-sn-apikey", value: kept } },
      },
    );
    expect(await byKey.test()).toMatchObject({ verdict: "ok" });
  });

  it("makes the priority of urgency and impact, and links to the incident", async () => {
    const { servicenow, driven } = await start({ assignmentGroup: "287ebd7da9fe198100f92cc8d1d2154e" });
    const made = await driven.step("create");
    expect(made).toMatchObject({
      result: { externalUrl: expect.stringMatching(/incident\.do\?sys_id=[0-9a-f]{32}$/) },
    });
    expect(servicenow.calls.at(-1)!.json).toMatchObject({
      urgency: "1",
      impact: "1",
      assignment_group: "287ebd7da9fe198100f92cc8d1d2154e",
      correlation_id: referenceOfTests,
    });
  });
});

describe("GitHub", () => {
  async function start() {
    const github = await startGithubIssues();
    ended.push(() => github.stop());
    return { github, driven: drive("github-issues", github.url, { token: githubIssuesAccess.token }) };
  }

  it("says that an issue can't be found again where the label was dropped", async () => {
    const { github, driven } = await start();
    github.takePushAway(true);
    expect(await driven.test()).toMatchObject({ verdict: "trouble", trouble: "rights" });
    expect(await driven.step("create")).toMatchObject({
      result: { outcome: "delivered", detail: expect.stringContaining("dropped the label") },
    });
    expect(await driven.step("find")).toEqual({ step: "not-found" });
  });

  it("waits where a 403 means too many calls: that is no matter of credentials", async () => {
    const { github, driven } = await start();
    const message = "You have exceeded a secondary rate limit. Please wait a few minutes before you try again.";
    github.behave({ mode: "refuse", status: 403, body: { message } }, 1);
    expect(await driven.step("create")).toMatchObject({ result: { outcome: "retryable", reason: "rate-limited" } });
    const reset = String(driven.now / 1_000 + 90);
    const headers = { "x-ratelimit-remaining": "0", "x-ratelimit-reset": reset };
    github.behave({ mode: "refuse", status: 403, headers, body: { message: "API rate limit exceeded" } }, 1);
    expect(await driven.step("create")).toMatchObject({ result: { reason: "rate-limited", retryAfterMs: 90_000 } });
    github.behave({ mode: "refuse", status: 403, body: { message: "Resource not accessible by integration" } }, 1);
    expect(await driven.step("create")).toMatchObject({
      result: { reason: "credentials-refused", detail: expect.stringContaining("Resource not accessible") },
    });
    github.behave({ mode: "refuse", status: 403, body: { message } }, 1);
    expect(await driven.test()).toMatchObject({ trouble: "rate-limited" });
  });

  it("takes issues that are switched off for a setting to mend", async () => {
    const { github, driven } = await start();
    github.switchIssuesOff(true);
    expect(await driven.step("create")).toMatchObject({ result: { outcome: "permanent", reason: "not-found" } });
    expect(await driven.test()).toMatchObject({ trouble: "wrong-setting" });
  });

  it("takes no pull request for an issue", async () => {
    const { github, driven } = await start();
    github.addPullRequest([referenceOfTests]);
    expect(await driven.step("find")).toEqual({ step: "not-found" });
  });
});

describe("a system whose closing takes no text", () => {
  it("keeps what an update says, although all is over by the time it is sent", async () => {
    const github = await startGithubIssues();
    ended.push(() => github.stop());
    const driven = drive("github-issues", github.url, { token: githubIssuesAccess.token });
    const externalId = await createdId(driven);
    const scope = { resolution: { note: "Resolved after 5 min." }, action: { comment: "Still 503" } };
    await driven.step("update", { externalId, scope });
    await driven.step("update", { externalId, scope, isClosing: true });
    expect(github.tickets()[0]?.comments).toEqual(["Still 503", "Resolved after 5 min."]);
  });
});

describe("GitLab", () => {
  async function start() {
    const gitlab = await startGitlabIssues();
    ended.push(() => gitlab.stop());
    return { gitlab, driven: drive("gitlab-issues", gitlab.url, { token: gitlabIssuesAccess.token }) };
  }

  it.each(["/close", "all is well\n/close", "all is well\r\n\r/close"])(
    "carries out no command that a monitoring tool says: %j",
    async (summary) => {
      const { gitlab, driven } = await start();
      const externalId = await createdId(driven, { event: { summary } });
      const scope = { action: { comment: summary } };
      expect(await driven.step("update", { externalId, scope })).toMatchObject(delivered);
      expect(gitlab.tickets()).toMatchObject([{ isClosed: false, text: expect.stringContaining(String.raw`\/close`) }]);
    },
  );

  it("names an issue by its number in the project, and says where the label was dropped", async () => {
    const { gitlab, driven } = await start();
    expect(await createdId(driven)).toBe(gitlab.tickets()[0]?.id);
    gitlab.takeRoleAway(true);
    expect(await driven.test()).toMatchObject({ verdict: "trouble", trouble: "rights" });
    expect(await driven.step("create", { reference: "sbx-other" })).toMatchObject({
      result: { outcome: "delivered", detail: expect.stringContaining("dropped the label") },
    });
  });
});

describe("a desk by JSON", () => {
  async function start(ticket: (was: Record<string, object>) => object) {
    const desk = await startTicketDesk();
    ended.push(() => desk.stop());
    const base = ticketSystems[0]!.config(desk.url) as { ticket: Record<string, object> };
    return {
      desk,
      driven: drive("ticket-json", desk.url, { bearer: ticketDeskAccess.token }, { ticket: ticket(base.ticket) }),
    };
  }

  it("is sent again without a look where it honours our key, and has one ticket: grade A is true (D6)", async () => {
    const { desk, driven } = await start((ticket) => ({ ...ticket, idempotent: true }));
    expect(driven.kind.grade(driven.config)).toBe("A");
    desk.honourIdempotencyKeys(true);
    desk.behave({ mode: "drop" }, 1);
    expect(await driven.step("create")).toMatchObject({ result: { outcome: "unknown" } });
    expect(await driven.step("create")).toMatchObject(delivered);
    expect(desk.tickets()).toHaveLength(1);
  });

  it("is told by its test that the search takes no notice of the reference", async () => {
    const { desk, driven } = await start((ticket) => ({
      ...ticket,
      find: { path: "/tickets?ref=fixed", id: "$.items[*].id" },
    }));
    expect(await driven.test()).toMatchObject({ verdict: "ok" });
    await driven.step("create", { reference: "fixed" });
    expect(await driven.test()).toMatchObject({
      trouble: "wrong-setting",
      sentence: expect.stringContaining("find.reference"),
    });
    expect(desk.tickets()).toHaveLength(1);
  });

  it("can't be tested without a search: every other call would open or change a ticket", async () => {
    const { driven } = await start(({ find: _find, ...ticket }) => ticket);
    expect(driven.kind.grade(driven.config)).toBe("C");
    await expect(driven.test()).rejects.toThrow(/no template `find` by GET/);
  });
});
