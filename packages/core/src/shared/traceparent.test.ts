import { expect, it } from "vitest";
import { traceparentOf } from "./traceparent.ts";

const trace = "4bf92f3577b34da6a3ce929d0e0e4736";

it("goes on with the trace that the delivery came with, by a span of its own", () => {
  const made = traceparentOf(`00-${trace}-00f067aa0ba902b7-00`, "delivery", "action/1");
  expect(made).toMatch(new RegExp(`^00-${trace}-[0-9a-f]{16}-00$`));
  expect(made).not.toContain("00f067aa0ba902b7");
  expect(traceparentOf(`00-${trace}-00f067aa0ba902b7-00`, "delivery", "action/2")).not.toBe(made);
});

it.each([
  null,
  "",
  "nonsense",
  `ff-${trace}-00f067aa0ba902b7-01`,
  `00-${"0".repeat(32)}-00f067aa0ba902b7-01`,
  `00-${trace}-${"0".repeat(16)}-01`,
  `00-${trace}-00f067aa0ba902b7-01\r\nx: y`,
])("makes one trace for all calls of a delivery that came with %j", (given) => {
  const made = traceparentOf(given, "delivery", "action/1");
  expect(made).toMatch(/^00-[0-9a-f]{32}-[0-9a-f]{16}-01$/);
  expect(made.slice(3, 35)).toBe(traceparentOf(null, "delivery", "action/9").slice(3, 35));
});
