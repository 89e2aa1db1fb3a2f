import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { quirksOf } from "../../conformance/quirks.ts";
import { statuscake } from "./index.ts";

const { read, identify } = quirksOf(statuscake);
const open = readFileSync(new URL("./samples/open.form.txt", import.meta.url), "utf8");

describe("sender statuscake", () => {
  it.each([
    ["DOWN", "opened"],
    ["UP", "resolved"],
    ["down", "opened"],
  ])("reads the status %s in any case", (status, type) => {
    expect(read(open.replace("Status=Down", `Status=${status}`))).toMatchObject({ events: [{ type }] });
  });

  it("takes every delivery for one of its own, since it tells neither time nor id", () => {
    expect(identify(open)).toEqual({ basis: "fresh" });
  });

  it("finds the test by name and address where its id is missing", () => {
    expect(read(open.replace("TestID=5501234", ""))).toMatchObject({
      events: [{ correlationKey: "Checkout API https://api.shop.example/checkout/health" }],
    });
  });

  it("reads the JSON variant, whose fields are written another way", () => {
    const body = { Status: "Down", TestID: 5501234, StatusCode: 0, CheckRate: 60, ContactGroup: "ops" };
    expect(read(body)).toMatchObject({
      events: [{ correlationKey: "5501234", labels: { StatusCode: "0", Checkrate: "60", contactGroup: "ops" } }],
    });
  });

  it("reads what comes in the query alone", () => {
    const request = { headers: {}, body: new Uint8Array(), query: open };
    expect(statuscake.normalise({ ...request, receivedAt: 0, settings: {} })).toMatchObject({
      events: [{ type: "opened", correlationKey: "5501234" }],
    });
  });

  it("names what it can't read", () => {
    expect(read("Status=Paused&TestID=1")).toMatchObject({ outcome: "unreadable", field: "Status" });
    expect(read("Status=Down&Name=Checkout")).toMatchObject({ outcome: "unreadable", field: "TestID" });
  });
});
