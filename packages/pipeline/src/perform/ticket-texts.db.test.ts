import { githubIssuesAccess, startGithubIssues } from "@signalbox/testkit";
import { afterAll, beforeAll, expect, it } from "vitest";
import { openOutbound } from "../outbound/open-outbound.ts";
import { deskTicket, startTestPerform, type TestPerform } from "./start-test-perform.ts";

let world: TestPerform;
let github: Awaited<ReturnType<typeof startGithubIssues>>;
let outbound: ReturnType<typeof openOutbound>;
beforeAll(async () => {
  world = await startTestPerform();
  github = await startGithubIssues();
  const allowNetworks = [{ address: "127.0.0.1", prefixLength: 32, port: github.port }];
  outbound = openOutbound({ allowNetworks, ownPorts: [], ownAddresses: [], ownHosts: [] });
});
afterAll(async () => {
  await outbound.close();
  await github.stop();
  await world.stop();
});

it("writes the resolution note once, closes, and believes what a look shows", async () => {
  const { repository, token } = githubIssuesAccess;
  const config = { baseUrl: github.url, repository, token: { kept: true }, rate: { perSecond: 100 } };
  const connection = await world.addConnection("github", "github-issues", config);
  await world.setSecret(connection, "token", token);
  const incident = await world.openIncident();
  const ordered = await world.order(incident, "ticket", connection);
  expect(await world.perform(ordered.actionId, { outbound })).toMatchObject({ outcome: "done" });

  const closing = await world.resolve(incident, ordered);
  await world.perform(closing, { outbound });
  expect(await world.attempts(closing)).toEqual(["update delivered/ok", "close delivered/ok", "read delivered/closed"]);
  expect(github.tickets()).toMatchObject([
    { isClosed: true, comments: [expect.stringMatching(/^Resolved after 4 min 12 s/)] },
  ]);
});

it("names the ticket that a new one follows, where the old one can't be opened again", async () => {
  const body = { ...deskTicket.create.body, title: "{{ incident.title }}, after {{ obligation.previousId }}" };
  const config = { baseUrl: world.practice.url, auth: { bearer: { kept: true } } };
  const connection = await world.addConnection("desk-2", "ticket-json", {
    ...config,
    ticket: { ...deskTicket, create: { ...deskTicket.create, body } },
  });
  await world.setSecret(connection, "bearer", "desk-token-of-the-tests");
  const first = await world.order(await world.openIncident(), "ticket", connection);
  const second = await world.order(await world.openIncident(), "ticket", connection);
  await world.db.sql`update obligations set status = 'settled', settled_at = now(), external_id = 'T-7'
    where id = ${first.obligationId}`;
  await world.db.sql`update obligations set previous_id = ${first.obligationId} where id = ${second.obligationId}`;
  expect(await world.perform(second.actionId)).toMatchObject({ outcome: "done" });
  expect(world.tickets().map(({ title }) => title)).toEqual(["Checkout API is down, after T-7"]);
});
