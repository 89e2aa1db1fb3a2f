import {
  cachetV2Access,
  cachetV3Access,
  incidentIoAccess,
  instatusAccess,
  type PostImitation,
  startCachetV2,
  startCachetV3,
  startIncidentIo,
  startInstatus,
  startStatuspage,
} from "@signalbox/testkit";
import { afterEach, describe, expect, it } from "vitest";
import { type DrivenKind, driveKind } from "./drive-kind.ts";
import { statusPages } from "./status-pages.ts";

const ended: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const end of ended.splice(0)) await end();
});

function drive(kind: string, page: PostImitation, more: object = {}): DrivenKind {
  const system = statusPages.find((one) => one.kind === kind)!;
  const driven = driveKind({ kind, config: { ...system.config(page.url), ...more }, secrets: system.secrets });
  ended.push(
    () => driven.close(),
    () => page.stop(),
  );
  return driven;
}

async function postedId(driven: DrivenKind): Promise<string> {
  const made = await driven.step("create");
  if (made.step !== "done" || made.result.outcome !== "delivered") throw new Error(JSON.stringify(made));
  return made.result.externalId!;
}

describe("Statuspage", () => {
  it("waits where it is asked too often: 420 or 429", async () => {
    const system = statusPages.find((one) => one.kind === "statuspage")!;
    const page = await startStatuspage({
      page: "gytm4qzbx9t6",
      apiKey: system.secrets.apiKey!,
      components: [system.component],
    });
    const driven = drive("statuspage", page);
    page.behave({ mode: "refuse", status: 420 }, 1);
    expect(await driven.step("create")).toMatchObject({ result: { outcome: "retryable", reason: "rate-limited" } });
    expect(driven.kind.defaultRate).toEqual({ calls: 1, perSeconds: 1 });
  });
});

describe("Cachet 2", () => {
  it("is not resolved by a change of the incident alone where somebody has posted an update: its text does that", async () => {
    const page = await startCachetV2();
    const driven = drive("cachet-v2", page);
    const externalId = await postedId(driven);
    page.updateByHand(externalId);
    await driven.step("close", { externalId });
    expect(await driven.step("read", { externalId })).toEqual({ step: "state", closed: false });
    await driven.step("update", { externalId, isClosing: true });
    expect(await driven.step("read", { externalId })).toEqual({ step: "state", closed: true });
  });

  it("says that a post can't be found again where metadata is dropped, in its answer and in its test", async () => {
    const page = await startCachetV2({ keepsMeta: false });
    const driven = drive("cachet-v2", page);
    expect(await driven.test()).toMatchObject({ verdict: "ok" });
    expect(await driven.step("create")).toMatchObject({
      result: { outcome: "delivered", detail: expect.stringContaining("Update to Cachet 2.4") },
    });
    expect(await driven.test()).toMatchObject({ verdict: "trouble", trouble: "wrong-setting" });
  });

  it("shows a component under maintenance with performance issues: it knows no other status for it", async () => {
    const page = await startCachetV2();
    const driven = drive("cachet-v2", page);
    await driven.step("create", { scope: { action: { impact: "under_maintenance" } } });
    expect(page.shows(String(cachetV2Access.component))).toBe("2");
  });

  it("finds what was just posted among a hundred others", async () => {
    const page = await startCachetV2();
    const driven = drive("cachet-v2", page);
    for (let number = 0; number < 101; number += 1) await driven.step("create", { reference: `sbx-other${number}` });
    const externalId = await postedId(driven);
    expect(await driven.step("find")).toMatchObject({ step: "found", externalId });
  });
});

describe("Cachet 3", () => {
  it("is told by its test, and by no search, that it is too old to look for metadata", async () => {
    const page = await startCachetV3({ keepsMeta: false });
    const driven = drive("cachet-v3", page);
    await driven.step("create");
    expect(await driven.test()).toMatchObject({ verdict: "trouble", trouble: "wrong-setting" });
    expect(await driven.step("find")).toMatchObject({
      result: { outcome: "permanent", detail: expect.stringContaining("meta") },
    });
  });

  it("makes its posts visible to everybody, and sends the id of a component as a number", async () => {
    const page = await startCachetV3();
    const driven = drive("cachet-v3", page);
    expect(await driven.step("create")).toMatchObject({
      result: { externalUrl: expect.stringMatching(/\/incidents\/[0-9a-f-]{36}$/) },
    });
    expect(page.calls.at(-1)!.json).toMatchObject({ visible: true, component_id: cachetV3Access.component });
  });

  it("shows a component under maintenance as such", async () => {
    const page = await startCachetV3();
    await drive("cachet-v3", page).step("create", { scope: { action: { impact: "under_maintenance" } } });
    expect(page.shows(String(cachetV3Access.component))).toBe("6");
  });
});

describe("Instatus", () => {
  it("says that a post can't be found again where its comment is taken away", async () => {
    const page = await startInstatus({ keepsComments: false });
    const driven = drive("instatus", page);
    expect(await driven.step("create")).toMatchObject({
      result: { outcome: "delivered", detail: expect.stringContaining("can't be found again") },
    });
    expect(await driven.step("find")).toEqual({ step: "not-found" });
  });

  it("begins when the outage began, and links to the page that it stands on", async () => {
    const page = await startInstatus();
    expect(await drive("instatus", page).step("create")).toMatchObject({
      result: { externalUrl: "https://nasa.instatus.com" },
    });
    expect(page.calls.at(-1)!.json).toMatchObject({ started: "2026-11-02T09:00:00.000Z" });
  });

  it("names the pages of the key where ours is none of them", async () => {
    const page = await startInstatus();
    expect(await drive("instatus", page, { page: "anotherpage" }).test()).toMatchObject({
      trouble: "wrong-setting",
      sentence: expect.stringContaining(`Nasa (${instatusAccess.page})`),
    });
  });
});

describe("incident.io", () => {
  it("names no component when it resolves: that is refused, and incident.io sets it back itself", async () => {
    const page = await startIncidentIo();
    const driven = drive("incident-io", page);
    const externalId = await postedId(driven);
    await driven.step("close", { externalId });
    expect(page.calls.at(-1)!.json).toEqual({
      status_page_incident_id: externalId,
      incident_status: "resolved",
      message: "Checkout API works again.",
      notify_subscribers: true,
    });
    expect(page.shows(incidentIoAccess.component)).toBe("operational");
  });

  it("leaves the status as somebody has set it", async () => {
    const page = await startIncidentIo();
    const driven = drive("incident-io", page);
    const externalId = await postedId(driven);
    page.updateByHand(externalId);
    await driven.step("update", { externalId, scope: { event: { change: "updated" } } });
    expect(page.calls.at(-1)!.json).not.toHaveProperty("incident_status");
  });

  it("tells why it refuses", async () => {
    const page = await startIncidentIo();
    const driven = drive("incident-io", page, { page: "anotherpage" });
    expect(await driven.step("create")).toMatchObject({
      result: { outcome: "permanent", detail: expect.stringContaining("status_page_id is unknown") },
    });
    expect(await driven.test()).toMatchObject({
      trouble: "wrong-setting",
      sentence: expect.stringContaining(`Acme status (${incidentIoAccess.page})`),
    });
  });

  it("has no link where nobody told the address of its page", async () => {
    const page = await startIncidentIo();
    const { pageUrl: _none, ...config } = statusPages.find((one) => one.kind === "incident-io")!.config(page.url);
    const driven = driveKind({ kind: "incident-io", config, secrets: { apiKey: incidentIoAccess.apiKey } });
    const made = await driven.step("create");
    expect(made).toMatchObject({ result: { outcome: "delivered" } });
    expect(made).not.toHaveProperty("result.externalUrl");
    await driven.close();
    await page.stop();
  });
});
