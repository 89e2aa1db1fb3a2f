import { expect, it } from "vitest";
import { readInstant } from "./column-types.ts";

it("reads an instant as Postgres prints it: whole seconds, milliseconds or microseconds, of any day, and what is no instant", () => {
  const steps = [0, 1, 10, 999, 1_000, 59_999, 86_399_999, 86_400_000, 40 * 86_400_000 + 120, 365 * 86_400_000 + 7_003];
  const instants = ["0044-03-15", "1969-12-31", "1970-01-01", "2024-02-29", "2026-11-02", "9998-12-31"]
    .map((date) => Date.parse(`${date}T00:00:00Z`))
    .flatMap((from) => steps.map((step) => from + step));
  const printed = instants.map((at) =>
    new Date(at)
      .toISOString()
      .replace("T", " ")
      .replace(/\.?0*Z$/, "+00"),
  );
  expect(printed.map(readInstant)).toEqual(instants);
  expect(readInstant("2026-11-02 10:00:00.123456+00")).toBe(Date.parse("2026-11-02T10:00:00.123Z"));
  expect(readInstant("infinity")).toBeNaN();
});
