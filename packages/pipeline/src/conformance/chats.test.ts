import { startDiscord, startOpsgenie, startSlack, startTeams } from "@signalbox/testkit";
import { afterEach, describe, expect, it } from "vitest";
import { type DrivenKind, driveKind } from "./drive-kind.ts";

const ended: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const end of ended.splice(0)) await end();
});
function drive(kind: string, url: string, stop: () => Promise<void>): DrivenKind {
  const driven = driveKind({ kind, config: { url: { kept: true } }, secrets: { url } });
  ended.push(() => driven.close(), stop);
  return driven;
}

const hostile =
  "<!channel> @everyone <@U012AB3CD> [your bank](https://evil.example.test) <at>Ada</at> & **loud**\nsecond line";
const say = (text: string, title = hostile) => ({ scope: { action: { title, text, to: null, fields: null } } });
const delivered = { step: "done", result: { outcome: "delivered" } };

describe("Slack", () => {
  it("calls nobody and hides no address, whatever a monitoring tool says", async () => {
    const slack = await startSlack();
    const driven = drive("slack", slack.webhookUrl, slack.stop);
    expect(await driven.step("send", say(hostile))).toMatchObject(delivered);
    const [post] = slack.posts();
    expect(post?.blocks.map(({ type }) => type)).toEqual(["header", "section", "context"]);
    const said = post?.blocks[1]?.text?.text ?? "";
    expect(said).toContain("&lt;!channel&gt; @everyone &lt;@U012AB3CD&gt;");
    expect(post?.text).not.toMatch(/[<>]/);
    expect(post?.blocks[1]?.text).toMatchObject({ verbatim: true });
  });

  it("stays within the lengths of blocks, and cuts no character in two", async () => {
    const slack = await startSlack();
    const driven = drive("slack", slack.webhookUrl, slack.stop);
    for (const long of ["&".repeat(5_000), "😀".repeat(5_000)]) {
      expect(await driven.step("send", say(long, long))).toMatchObject(delivered);
      expect(slack.posts().at(-1)?.blocks[1]?.text?.text).toMatch(/(amp;|😀)…$/u);
    }
  });

  it("says in Slack's own word why it takes nothing", async () => {
    const slack = await startSlack();
    const driven = drive("slack", slack.webhookUrl, slack.stop);
    slack.archiveChannel();
    expect(await driven.step("send", say("x"))).toMatchObject({
      result: { outcome: "permanent", reason: "not-found", detail: expect.stringContaining("channel_is_archived") },
    });
    const gone = driven.withSecrets({ url: `${slack.url}/services/T1/B1/nothing` });
    expect(await gone.step("send", say("x"))).toMatchObject({
      result: { detail: expect.stringContaining("no_service") },
    });
  });
});

describe("Discord", () => {
  it("waits for the message, keeps its id, and stays in the thread of its URL", async () => {
    const discord = await startDiscord();
    const driven = drive("discord", `${discord.webhookUrl}?thread_id=42`, discord.stop);
    expect(await driven.step("send", say("Checkout answers 503"))).toMatchObject({
      result: { outcome: "delivered", externalId: "334588205675466751" },
    });
    expect([...(discord.calls[0]?.query ?? [])]).toEqual([
      ["thread_id", "42"],
      ["wait", "true"],
    ]);
  });

  it("allows no mention and hides no address, in its lengths", async () => {
    const discord = await startDiscord();
    const driven = drive("discord", discord.webhookUrl, discord.stop);
    expect(await driven.step("send", say(hostile))).toMatchObject(delivered);
    expect(discord.posts()[0]).toMatchObject({ allowed_mentions: { parse: [] } });
    expect(discord.posts()[0]?.embeds[0]?.description).not.toContain("](");
    const long = "Ü😀".repeat(5_000);
    expect(await driven.step("send", say(long, long))).toMatchObject(delivered);
  });

  it("is tested by reading the webhook, and says so where it was deleted", async () => {
    const discord = await startDiscord();
    const driven = drive("discord", discord.webhookUrl, discord.stop);
    expect(await driven.test()).toMatchObject({ verdict: "ok", sentence: expect.stringContaining("“Signalbox”") });
    expect(discord.posts()).toEqual([]);
    const gone = driven.withSecrets({ url: discord.webhookUrl.replace("/2237", "/9237") });
    expect(await gone.test()).toMatchObject({ trouble: "wrong-path", sentence: expect.stringContaining("deleted") });
  });
});

describe("Teams", () => {
  it("posts one card that names nobody, with a button, below 28 KB", async () => {
    const teams = await startTeams();
    const driven = drive("teams", teams.webhookUrl, teams.stop);
    expect(await driven.step("send", say(hostile))).toMatchObject(delivered);
    const [card] = teams.cards();
    expect(card?.body[1]?.text).not.toMatch(/\]\(|<at>/);
    expect(card?.body[1]?.text).toContain("\n\nsecond line");
    expect(card?.actions).toMatchObject([{ type: "Action.OpenUrl" }]);
    const long = "\u0001\n😀".repeat(5_000);
    await driven.step("send", say(long, long));
    expect(teams.cards()).toHaveLength(2);
  });

  it("says in the workflow's own words why it was not started", async () => {
    const teams = await startTeams();
    const driven = drive("teams", teams.webhookUrl.replace("sig=jl", "sig=lj"), teams.stop);
    expect(await driven.step("send", say("x"))).toMatchObject({
      result: { reason: "credentials-refused", detail: expect.stringContaining("credentials are not valid") },
    });
  });
});

describe("Opsgenie", () => {
  async function start() {
    const opsgenie = await startOpsgenie({ apiKey: "eb243592-faa2" });
    const driven = driveKind({
      kind: "opsgenie",
      config: { apiKey: { kept: true }, baseUrl: opsgenie.url, teams: ["Payments"] },
      secrets: { apiKey: "eb243592-faa2" },
    });
    ended.push(() => driven.close(), opsgenie.stop);
    return { opsgenie, driven };
  }

  it("has one alert however often it is sent, shows who took it over, and closes it with the note", async () => {
    const { opsgenie, driven } = await start();
    const reference = "sbx-life";
    expect(await driven.step("create", { reference })).toMatchObject({ result: { externalId: reference } });
    await driven.step("create", { reference });
    expect(opsgenie.alerts()).toMatchObject([{ alias: reference, count: 2, priority: "P1", status: "open" }]);
    const about = { reference, externalId: reference };
    expect(await driven.step("read", about)).toEqual({ step: "state", closed: false, acknowledgedBy: null });
    opsgenie.acknowledge(reference, "ada@example.test");
    expect(await driven.step("read", about)).toMatchObject({ closed: false, acknowledgedBy: "ada@example.test" });
    const scope = { resolution: { note: "Resolved after 5 min." } };
    expect(await driven.step("close", { ...about, scope })).toMatchObject(delivered);
    expect(await driven.step("read", about)).toMatchObject({ step: "state", closed: true });
    expect(opsgenie.alerts()[0]?.note).toBe("Resolved after 5 min.");
  });

  it("sees that a request which was taken came to nothing", async () => {
    const { opsgenie, driven } = await start();
    opsgenie.carryOut(false);
    expect(await driven.step("create", { reference: "sbx-lost" })).toMatchObject(delivered);
    expect(await driven.step("read", { reference: "sbx-lost" })).toMatchObject({
      result: { outcome: "retryable", detail: expect.stringContaining("came to nothing") },
    });
  });

  it("sends an alert within its lengths", async () => {
    const { driven } = await start();
    const scope = { incident: { title: "Ü".repeat(3_000), severity: "nobody knows" } };
    expect(await driven.step("create", { reference: "sbx-long", scope })).toMatchObject(delivered);
  });
});
