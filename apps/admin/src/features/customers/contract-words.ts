import type { Contract } from "@signalbox/contract";
import { formatAmount } from "../../lib/format-money.ts";

/** `EUR 12,000.00 a month`. */
export function sayFee(fee: Contract["fee"]): string {
  return fee === undefined ? "–" : `${fee.currency} ${formatAmount(fee.amount)} a ${fee.per}`;
}

/** `from 2026-01-01 until 2026-07-01`. */
export function sayTerm({ from, until }: Pick<Contract, "from" | "until">): string {
  return `from ${from}${until === undefined ? "" : ` until ${until}`}`;
}

/** How several components are one service. */
export function sayComposition(compose: Contract["compose"]): string {
  return compose === "any-down" ? "down while any of them is" : "the worst of them decides";
}

/** Whether terms hold, have ended or are to come, by their dates. */
export function stateOfTerms({ from, until }: Pick<Contract, "from" | "until">, now: number): "now" | "past" | "ahead" {
  if (until !== undefined && Date.parse(until) <= now) return "past";
  return Date.parse(from) > now ? "ahead" : "now";
}
