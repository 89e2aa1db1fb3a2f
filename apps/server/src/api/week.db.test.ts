import { ApiError } from "@signalbox/contract";
import { afterAll, beforeAll, expect, it } from "vitest";
import { startTestApi, type TestApi } from "../start-test-api.ts";

let api: TestApi;
beforeAll(async () => {
  api = await startTestApi();
});
afterAll(() => api.close());

const refusal = (of: Promise<unknown>) =>
  of.then(
    () => "done",
    (error: unknown) => (error instanceof ApiError ? `${error.status} ${error.message}` : String(error)),
  );

it("says when the page of the week is sent next, and refuses what could not be sent in words that say what to do", async () => {
  const schedule = { connection: "mail", to: ["ana@example.test"], day: "fri" as const, at: "08:00" };
  const set = (more: object) => api.client.setWeekMail({ body: { schedule: { ...schedule, ...more } } });
  expect(await refusal(set({}))).toBe('422 There is no connection "mail".');
  const config = { host: "localhost", port: 25, tls: "none", from: "signalbox@example.test" };
  await api.db
    .sql`insert into connections (key, name, kind, config) values ('mail', 'Mail', 'email', ${api.db.sql.json(config)}),
    ('pager', 'Pager', 'page-webhook', '{"url": "http://127.0.0.1:9/pages"}')`;
  expect(await refusal(set({ connection: "pager" }))).toContain(
    "sends no e-mail: choose a connection of the kind E-mail",
  );
  expect(await refusal(set({ to: ["Ana <ana@example.test>"] }))).toContain("write it as name@example.org");
  expect(await refusal(set({ at: "8:00" }))).toContain("a time such as 08:00");
  const saved = await set({});
  expect(saved).toMatchObject({ schedule, timeZone: "UTC", last: null });
  expect(new Date(saved.nextDueAt!).toUTCString()).toMatch(/^Fri, .* 08:00:00 GMT$/);
  expect(await api.client.getWeek()).toMatchObject({ incidents: 0, pages: 0, failures: [], drills: [] });
  expect(await api.client.setWeekMail({ body: { schedule: null } })).toMatchObject({ schedule: null, nextDueAt: null });
});
