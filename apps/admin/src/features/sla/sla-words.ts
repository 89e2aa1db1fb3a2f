import type { ComponentBudget, SlaContract } from "@signalbox/contract";
import type { Tone } from "../../components/state-badge.tsx";
import { formatAmount } from "../../lib/format-money.ts";
import { duration } from "../../lib/format-time.ts";

/** A span of time that may be negative: `12:30 left`, `3:00 over`. */
export function sayLeft(seconds: string): string {
  return seconds.startsWith("-") ? `${duration(seconds.slice(1))} over` : `${duration(seconds)} left`;
}

/** `no agreed time` where there was none: never 100. */
export function sayAvailability(availability: string | null): string {
  return availability === null ? "no agreed time" : `${availability} %`;
}

type Money = { currency: string; amount: string };

function sayMoney({ currency, amount }: Money): string {
  return `${currency}\u00a0${formatAmount(amount)}`;
}

/** `5 % of the fee: EUR 600.00`; without the money where it is not known or not shown. */
export function sayCredit({ percent, money }: NonNullable<SlaContract["credit"]>): string {
  return money === null ? `${percent} % of the fee` : `${percent} % of the fee: ${sayMoney(money)}`;
}

/** How a contract stands, as a state that asks for something or not. */
export function standing({ met, budget }: Pick<SlaContract, "met" | "budget">): { tone: Tone; label: string } {
  if (met === null) return { tone: "quiet", label: "no agreed time" };
  if (!met) return { tone: "act", label: "missed" };
  if (budget.exhaustedAt !== null) return { tone: "wait", label: "at risk" };
  return { tone: "settled", label: "kept" };
}

/** `12:00 more cross 99.95 % for 3 contracts, credit EUR 600.00`. */
export function sayCrossing({ below, leftSeconds, contracts, credit }: ComponentBudget["crossings"][number]): string {
  const due = credit.length === 0 ? "" : `, credit ${credit.map(sayMoney).join(" + ")}`;
  return `${duration(leftSeconds)} more cross ${below} % for ${contracts} ${contracts === 1 ? "contract" : "contracts"}${due}`;
}

/** Sums of money by currency: different ones are never added. Exact, on decimal texts of equal scale. */
export function sumMoney(each: readonly Money[]): string {
  const sums = new Map<string, { minor: bigint; digits: number }>();
  for (const { currency, amount } of each) {
    const digits = amount.split(".")[1]?.length ?? 0;
    const minor = BigInt(amount.replace(".", ""));
    sums.set(currency, { minor: (sums.get(currency)?.minor ?? 0n) + minor, digits });
  }
  return [...sums]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([currency, { minor, digits }]) => {
      const text = minor.toString().padStart(digits + 1, "0");
      return sayMoney({ currency, amount: digits === 0 ? text : `${text.slice(0, -digits)}.${text.slice(-digits)}` });
    })
    .join(" + ");
}
