import type { LedgerShare } from "@signalbox/contract";
import type { Bar } from "../../components/bar-chart.tsx";
import { formatAmount } from "../../lib/format-money.ts";
import { duration } from "../../lib/format-time.ts";

export type Measure = "downtime" | { currency: string };

/** A share as a bar; its words are exact, its length is not. */
export function barOf(share: Pick<LedgerShare, "key" | "name" | "weightedSeconds" | "cost">, measure: Measure): Bar {
  const { key, name, weightedSeconds, cost } = share;
  const named = { key: key ?? "", label: name ?? key ?? "" };
  if (measure === "downtime") {
    return { ...named, value: Number(weightedSeconds), says: signed(weightedSeconds, duration) };
  }
  const amount = cost.find(({ currency }) => currency === measure.currency)?.amount ?? "0";
  return { ...named, value: Number(amount), says: signed(amount, formatAmount) };
}

/** One bar for each day of the month, those without an entry too. */
export function barsOfDays(period: string, days: readonly LedgerShare[], measure: Measure): Bar[] {
  const [year = 0, month = 1] = period.split("-").map(Number);
  const count = new Date(Date.UTC(year, month, 0)).getUTCDate();
  const known = new Map(days.map((day) => [day.key, day]));
  return Array.from({ length: count }, (_, index) => {
    const key = `${period}-${String(index + 1).padStart(2, "0")}`;
    const nothing = { key, name: null, weightedSeconds: "0", cost: [] };
    return { ...barOf(known.get(key) ?? nothing, measure), label: sayDay(key) };
  });
}

const dayName = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short", timeZone: "UTC" });

function sayDay(day: string): string {
  return dayName.format(new Date(`${day}T00:00:00Z`));
}

function signed(decimal: string, print: (decimal: string) => string): string {
  return decimal.startsWith("-") ? `−${print(decimal.slice(1))}` : print(decimal);
}
