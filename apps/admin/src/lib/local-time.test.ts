import { expect, it } from "vitest";
import { fromLocalField, toLocalField } from "./local-time.ts";

it("shows an instant in a field and reads it back, to the minute", () => {
  const at = Date.parse("2026-12-06T22:00:00Z");
  expect(fromLocalField(toLocalField(at))).toBe("2026-12-06T22:00:00.000Z");
});
it.each(["", "tomorrow", "2026-12-06"])("reads %j as no time", (value) => expect(fromLocalField(value)).toBeNull());
