import { describe, expect, it } from "vitest";
import { grafanaOncall } from "./grafana-oncall.ts";

// Values of grafana.com/docs/oncall/latest/oncall-api-reference/schedules, export of final shifts.
const published = {
  count: 12,
  next: null,
  previous: null,
  results: [
    {
      user_pk: "UC2CHRT5SD34X",
      user_email: "alice@example.com",
      user_username: "alice",
      shift_start: "2023-01-02T09:00:00Z",
      shift_end: "2023-01-02T17:00:00Z",
    },
    {
      user_pk: "U7S8H84ARFTGN",
      user_email: "bob@example.com",
      user_username: "bob",
      shift_start: "2023-01-04T09:00:00Z",
      shift_end: "2023-01-04T17:00:00Z",
    },
  ],
};
const config = grafanaOncall.configSchema.parse({
  baseUrl: "https://oncall.example.test/oncall",
  token: { kept: true },
  grafanaUrl: "https://stack.example.test",
});
const path = "/api/v1/schedules/SBM7DV7BKFUYU/final_shifts";
const query = { path, select: null };
const lookUp = grafanaOncall.lookUp!;
const read = (at: string, select: string | null = null, body: unknown = published) =>
  lookUp.interpret(
    { status: 200, headers: {}, body: JSON.stringify(body), bodyCut: false },
    { path, select },
    Date.parse(at),
  );

describe("grafana-oncall", () => {
  it("asks for the days around now, with the bare key and the stack", () => {
    const now = Date.parse("2023-01-01T00:30:00Z");
    const planned = lookUp.plan(query, config, now);
    if (planned.outcome !== "planned") throw new Error(planned.reason);
    const input = { config, idempotencyKey: "", scope: {}, obligation: null, now };
    const { url, headers } = grafanaOncall.authorise(planned.request, input, { token: "meowmeowmeow" });
    expect(url).toBe(`https://oncall.example.test/oncall${path}?start_date=2022-12-31&end_date=2023-01-02`);
    expect(headers).toMatchObject({ authorization: "meowmeowmeow", "x-grafana-url": "https://stack.example.test" });
  });

  it("takes who has the shift now, its first instant included and its last one not", () => {
    expect(read("2023-01-02T09:00:00Z")).toEqual({
      outcome: "answered",
      value: { email: "alice@example.com", name: "alice" },
    });
    expect(read("2023-01-02T17:00:00Z")).toMatchObject({
      outcome: "no-answer",
      reason: "nobody has a shift of this schedule now",
    });
    expect(read("2023-01-04T12:00:00Z", "$.user_email")).toEqual({ outcome: "answered", value: "bob@example.com" });
    expect(read("2023-01-04T12:00:00Z", "$.phone")).toMatchObject({ outcome: "no-answer" });
  });

  it("takes the shift that began last where several overlap", () => {
    const long = { ...published.results[0], shift_end: "2023-01-05T00:00:00Z" };
    const body = { ...published, results: [published.results[1], long] };
    expect(read("2023-01-04T12:00:00Z", "$.user_username", body)).toMatchObject({ value: "bob" });
  });

  it("passes any other path through as it is", () => {
    expect(lookUp.plan({ path: "/api/v1/users/current", select: null }, config, 0)).toMatchObject({
      request: { url: "https://oncall.example.test/oncall/api/v1/users/current" },
    });
  });
});
