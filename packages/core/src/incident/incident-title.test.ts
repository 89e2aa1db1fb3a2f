import { expect, it } from "vitest";
import { incidentTitle } from "./incident-title.ts";

it.each([
  [{ summary: "Checkout is slow", monitorName: "Checkout", correlationKey: "k" }, "Checkout is slow"],
  [{ summary: " two\r\n\tlines ", monitorName: null, correlationKey: "k" }, "two lines"],
  [{ summary: " ", monitorName: "Checkout", correlationKey: "k" }, "Checkout is down"],
  [{ summary: "", monitorName: null, correlationKey: "k-1" }, "k-1 is down"],
  [{ summary: "😀".repeat(300), monitorName: null, correlationKey: "k" }, `${"😀".repeat(254)}…`],
])("names an incident: %#", (input, title) => {
  expect(incidentTitle(input)).toBe(title);
});
