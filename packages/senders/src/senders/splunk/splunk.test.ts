import { describe, expect, it } from "vitest";
import { quirksOf } from "../../conformance/quirks.ts";
import { splunk } from "./index.ts";

const { load, read, identify } = quirksOf(splunk);

describe("sender splunk", () => {
  it("closes by a second search that names the first", () => {
    const [open, resolve] = ["open.json", "resolve.json"].map((file) => read(load(file)));
    expect(open).toMatchObject({ events: [{ type: "opened", correlationKey: "Checkout 5xx on checkout-1" }] });
    expect(resolve).toMatchObject({ events: [{ type: "resolved", correlationKey: "Checkout 5xx on checkout-1" }] });
  });

  it("tells the results of one run apart, and knows the run again", () => {
    const open = load("open.json");
    expect(identify(load("open.json", { "result/host": "checkout-2" }))).not.toEqual(identify(open));
    expect(identify(load("open.json", { sid: "later" }))).not.toEqual(identify(open));
    expect(identify(open)).toMatchObject({ basis: "derived" });
  });

  it("does without any field of the result", () => {
    expect(read(load("open.json", { result: {} }))).toMatchObject({
      events: [{ type: "opened", correlationKey: "Checkout 5xx", occurredAt: null, drift: [] }],
    });
  });

  it("keeps lists of texts as labels", () => {
    expect(read(load("open.json"))).toMatchObject({ events: [{ labels: { _si: "idx1, main" } }] });
  });

  it("names what it can't read", () => {
    expect(read(load("open.json", { "result/signalbox_event": "gone" }))).toMatchObject({
      field: "result.signalbox_event",
    });
    expect(read(load("open.json", { search_name: "" }))).toMatchObject({ outcome: "unreadable", field: "search_name" });
  });
});
