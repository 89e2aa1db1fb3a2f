import { expect, it } from "vitest";
import { barOf, barsOfDays } from "./month-bars.ts";

const share = (key: string | null, weightedSeconds: string, amount?: string) => ({
  key,
  name: null,
  entries: 1,
  running: 0,
  weightedSeconds,
  cost: amount === undefined ? [] : [{ currency: "EUR", amount }],
});

it("draws each day of the month once, those without downtime too, in the order of the month", () => {
  const bars = barsOfDays("2028-02", [share("2028-02-29", "600", "1200.00"), share(null, "-60")], "downtime");
  expect(bars).toHaveLength(29);
  expect(bars[0]).toEqual({ key: "2028-02-01", label: "1 Feb", value: 0, says: "0:00" });
  expect(bars.at(-1)).toEqual({ key: "2028-02-29", label: "29 Feb", value: 600, says: "10:00" });
});

it("says the exact amount of one currency, and less than nothing with its sign", () => {
  expect(barOf(share("a", "600", "18422.00"), { currency: "EUR" }).says).toBe("18,422.00");
  expect(barOf(share("a", "600", "18422.00"), { currency: "USD" }).says).toBe("0");
  expect(barOf(share(null, "-60", "-120.00"), { currency: "EUR" }).says).toBe("−120.00");
  expect(barOf(share(null, "-60"), "downtime").says).toBe("−1:00");
});
