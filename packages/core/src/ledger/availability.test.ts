import { describe, expect, it } from "vitest";
import { availabilityText, budgetLeftMs, isBelow } from "./availability.ts";
import { composeContract, heaviest } from "./compose-contract.ts";
import { creditAmount, creditBand, nextBand } from "./credit.ts";
import { forecastBudget } from "./forecast-budget.ts";
import { at } from "./ledger-under-test.ts";

const time = (agreedMs: number, downMs: number) => ({ agreedMs, downMillionths: BigInt(downMs) * 1_000_000n });
const span = (from: string, to: string) => ({ from: at(from), to: at(to) });

describe("availability", () => {
  it("is cut, not rounded: 99.94999 never reads 99.95, and with any downtime it never reads 100", () => {
    expect(availabilityText(time(10_000_000, 5_001), 2)).toBe("99.94");
    expect(availabilityText(time(10_000_000, 1), 4)).toBe("99.9999");
    expect(availabilityText(time(10_000_000, 0), 4)).toBe("100.0000");
    expect(availabilityText(time(10_000_000, 10_000_000), 0)).toBe("0");
  });

  it("has no figure where no time was agreed", () => {
    expect(availabilityText(time(0, 0), 4)).toBeNull();
    expect(isBelow(time(0, 0), "99.95")).toBe(false);
  });

  it("exactly at the target is not below it", () => {
    expect(isBelow(time(2_682_000_000, 1_341_000), "99.95")).toBe(false);
    expect(isBelow(time(2_682_000_000, 1_341_001), "99.95")).toBe(true);
  });

  it("rounds what is left of a budget down, also below nothing", () => {
    expect(budgetLeftMs(time(1_001, 0), "99.95")).toBe(0);
    expect(budgetLeftMs(time(1_001, 1), "99.95")).toBe(-1);
  });
});

describe("composeContract", () => {
  const one = (key: string, from: string, to: string, weight = 1_000_000n) => ({
    key,
    agreed: [span("00:00:00", "10:00:00")],
    down: [{ ...span(from, to), weight }],
  });

  it("any-down: an instant in which several are down counts once, at the largest weight", () => {
    const both = [one("a", "01:00:00", "02:00:00", 500_000n), one("b", "01:30:00", "03:00:00")];
    const contract = composeContract("any-down", both);
    expect(Number(contract.downMillionths) / 1_000_000 / 60_000).toBe(30 * 0.5 + 90);
    expect(heaviest(both.map(({ down }) => down)).map(({ weight }) => weight)).toEqual([500_000n, 1_000_000n]);
  });

  it("any-down: an instant leaves the agreed time only where it is excluded for each component", () => {
    const shorter = { key: "c", agreed: [span("00:00:00", "05:00:00")], down: [] };
    expect(composeContract("any-down", [one("a", "01:00:00", "02:00:00"), shorter]).agreedMs).toBe(36_000_000);
  });

  it("worst: the component with the lowest availability decides, and is named", () => {
    const contract = composeContract("worst", [one("a", "01:00:00", "02:00:00"), one("b", "01:00:00", "03:00:00")]);
    expect(contract).toMatchObject({ decidedBy: "b", downMillionths: 7_200_000n * 1_000_000n });
  });
});

describe("credits", () => {
  const bands = [
    { below: "99.95", percent: 5 },
    { below: "99.0", percent: 10 },
  ];

  it("come by half-open bands: the lowest that holds", () => {
    expect(creditBand(time(1_000_000, 500), bands)).toBeNull();
    expect(creditBand(time(1_000_000, 501), bands)?.percent).toBe(5);
    expect(creditBand(time(1_000_000, 10_000), bands)?.percent).toBe(5);
    expect(creditBand(time(1_000_000, 10_001), bands)?.percent).toBe(10);
  });

  it("are a percentage of the month's fee, rounded half up once", () => {
    const fee = { amount: "12000.00", currency: "EUR", per: "month" as const };
    expect(creditAmount(fee, 5, { of: 1, in: 1 })).toBe(60_000n);
    expect(creditAmount({ ...fee, per: "year" }, 5, { of: 1, in: 1 })).toBe(5_000n);
    expect(creditAmount({ ...fee, amount: "0.10" }, 5, { of: 1, in: 1 })).toBe(1n);
    expect(creditAmount(fee, 2.5, { of: 1, in: 2 })).toBe(15_000n);
  });

  it("say how much more crosses the next band", () => {
    expect(nextBand(time(1_000_000, 200), bands)).toEqual({ below: "99.95", percent: 5, leftMs: 300 });
    expect(nextBand(time(1_000_000, 600), bands)).toMatchObject({ below: "99.0", leftMs: 9_400 });
    expect(nextBand(time(1_000_000, 20_000), bands)).toBeNull();
  });
});

describe("forecastBudget", () => {
  const month = [span("00:00:00", "10:00:00"), span("12:00:00", "22:00:00")];

  it("tells what is left, how fast it burns and when it is used up", () => {
    const forecast = forecastBudget("90", month, 3_600_000n * 1_000_000n, at("05:00:00"));
    expect(forecast).toMatchObject({
      wholeMs: 7_200_000,
      leftMs: 3_600_000,
      burn: "2.000",
      exhaustedAt: at("10:00:00") + 7_200_000,
    });
  });

  it("lasts where nothing was down, and is used up where the target is missed", () => {
    expect(forecastBudget("90", month, 0n, at("05:00:00"))).toMatchObject({ burn: "0.000", exhaustedAt: null });
    expect(forecastBudget("99", month, 3_600_000n * 1_000_000n, at("05:00:00"))).toMatchObject({
      leftMs: -2_880_000,
      exhaustedAt: null,
    });
    expect(forecastBudget("90", month, 0n, at("00:00:00")).burn).toBeNull();
  });
});
