import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { quirksOf } from "../../conformance/quirks.ts";
import { opsgenie } from "./index.ts";

const { load, read, identify } = quirksOf(opsgenie);
const sent = readFileSync(new URL("./samples/open.json", import.meta.url), "utf8");

describe("sender opsgenie", () => {
  it("tells nanoseconds apart that a number rounds away", () => {
    const identity = identify(sent);
    expect(JSON.stringify(identity)).toContain("1795162530288000110");
    expect(identify(sent.replace("1795162530288000110", "1795162530288000111"))).not.toEqual(identity);
  });

  it("reads milliseconds and nanoseconds in one alert", () => {
    expect(read(sent.replace('"Create"', '"Close"'))).toMatchObject({
      events: [{ startedAt: 1_795_162_530_288, occurredAt: 1_795_162_530_288 }],
    });
  });

  it("finds one alert in a second Create, when a team was added", () => {
    const again = read(sent.replace("1795162530288000110", "1795162999288000110"));
    expect(again).toEqual(read(sent));
  });

  it.each([3, "3", "P3"])("reads the priority %j as medium", (priority) => {
    expect(read(load("open.json", { "alert/priority": priority }))).toMatchObject({
      events: [{ severity: "medium", drift: [] }],
    });
  });

  it("names what it can't read", () => {
    expect(read(load("open.json", { action: "Explode" }))).toMatchObject({ outcome: "unreadable", field: "action" });
    expect(read(load("open.json", { "alert/alertId": undefined }))).toMatchObject({ field: "alert.alertId" });
  });
});
