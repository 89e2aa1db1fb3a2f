import type { EpochMs } from "../shared/time.ts";
import { budgetLeftMs, isBelow, type Percentage, type ServiceTime, serviceTime } from "./availability.ts";
import { type ComponentTime, type ComposedTime, type Composition, composeContract } from "./compose-contract.ts";
import { type CreditBand, creditAmount, creditBand, type Fee, nextBand, type Share } from "./credit.ts";
import { type BudgetForecast, forecastBudget } from "./forecast-budget.ts";
import { clip, lengthMs, type Span } from "./spans.ts";

/** What a customer was promised, in `[from, until)`; `until` null: until further notice. */
export interface ContractTerms {
  components: readonly string[];
  compose: Composition;
  target: Percentage;
  fee: Fee | null;
  credits: readonly CreditBand[];
  from: EpochMs;
  until: EpochMs | null;
}

/** A credit as a percentage of the month's fee; `minor` in the fee's currency, null where no fee is known. */
export interface Credit {
  percent: number;
  minor: bigint | null;
}

/** How a contract stands in a month. */
export interface ContractStanding {
  /** The part of the month in which it holds. */
  held: Span;
  /** Divided by the whole of that: what it comes to if it stays quiet. */
  time: ComposedTime;
  /** Up to now alone. */
  toDate: ServiceTime;
  /** Null where nothing was agreed. */
  isMet: boolean | null;
  /** What is due if it stays quiet. */
  credit: Credit | null;
  budget: BudgetForecast;
  /** The next bound that more downtime crosses; null where there is none left. */
  next: (Credit & { below: Percentage; leftMs: number }) | null;
}

/** Null where the contract holds at no instant of the month.
 *  @param components the contract's own, within the month; what of them lies outside is left out */
export function standingOf(
  terms: ContractTerms,
  month: Span,
  components: readonly ComponentTime[],
  now: EpochMs,
): ContractStanding | null {
  const held = { from: Math.max(month.from, terms.from), to: Math.min(month.to, terms.until ?? month.to) };
  if (held.to <= held.from) return null;
  const within = (span: Span) => components.map((one) => clipComponent(one, span));
  const time = composeContract(terms.compose, within(held));
  const passed = { from: held.from, to: Math.min(held.to, Math.max(held.from, now)) };
  const share = { of: lengthMs([held]), in: lengthMs([month]) };
  const creditOf = (percent: number) => ({ percent, minor: minorOf(terms, percent, share) });
  const [band, next] = [creditBand(time, terms.credits), nextBand(time, terms.credits)];
  return {
    held,
    time,
    toDate: composeContract(terms.compose, within(passed)),
    isMet: time.agreedMs === 0 ? null : !isBelow(time, terms.target),
    credit: band === null ? null : creditOf(band.percent),
    budget: forecastBudget(terms.target, time.agreed, time.downMillionths, now),
    next: next === null ? null : { ...creditOf(next.percent), below: next.below, leftMs: next.leftMs },
  };
}

function minorOf({ fee }: ContractTerms, percent: number, share: Share): bigint | null {
  return fee === null ? null : creditAmount(fee, percent, share);
}

export function clipComponent({ key, agreed, down }: ComponentTime, span: Span): ComponentTime {
  const inside = down.flatMap((one) => clip([one], span).map((part) => ({ ...part, weight: one.weight })));
  return { key, agreed: clip(agreed, span), down: inside };
}

/** A bound of contracts that a component's downtime crosses next. */
export interface Crossing {
  below: Percentage;
  /** Milliseconds of full outage of this component that are left until then; of several contracts the least. */
  leftMs: number;
  contracts: number;
  /** What falls due then beyond what is due already, by currency. */
  credit: { currency: string; minor: bigint }[];
}

/** A contract of a component, as it stands. */
export interface Stake {
  terms: ContractTerms;
  standing: ContractStanding;
}

/** What more downtime of a component crosses, the nearest first; contracts with one bound at one distance are told together.
 *  @param own the component's agreed time and downtime within the month */
export function crossingsOf(own: ComponentTime, stakes: readonly Stake[]): Crossing[] {
  const each = stakes.flatMap(({ terms, standing }) => {
    const { next, credit, held } = standing;
    if (next === null || standing.time.agreedMs === 0) return [];
    const gain = (next.minor ?? 0n) - (credit?.minor ?? 0n);
    const leftMs = terms.compose === "worst" ? ownLeftMs(own, held, next.below) : next.leftMs;
    return [{ below: next.below, leftMs, currency: terms.fee?.currency ?? null, gain }];
  });
  return [...Map.groupBy(each, ({ below, leftMs }) => `${below}/${leftMs}`).values()]
    .map((group): Crossing => {
      const { below, leftMs } = group[0]!;
      const sums = new Map<string, bigint>();
      for (const { currency, gain } of group)
        if (currency !== null && gain > 0n) sums.set(currency, (sums.get(currency) ?? 0n) + gain);
      const credit = [...sums].sort(([a], [b]) => (a < b ? -1 : 1)).map(([currency, minor]) => ({ currency, minor }));
      return { below, leftMs, contracts: group.length, credit };
    })
    .sort((a, b) => a.leftMs - b.leftMs || (a.below < b.below ? 1 : -1));
}

// Where the worst component decides, this one alone may carry the contract over the bound.
function ownLeftMs(own: ComponentTime, held: Span, below: Percentage): number {
  const { agreed, down } = clipComponent(own, held);
  return budgetLeftMs(serviceTime(agreed, down), below);
}

/** What falls due at the nearest bound that costs something, in one currency: the preferred one where some credit is in it,
 *  else the first by its name. Null where no bound that is left costs anything. */
export function creditAtRisk(
  crossings: readonly Crossing[],
  preferred: string | null,
): { currency: string; minor: bigint } | null {
  const currencies = crossings.flatMap(({ credit }) => credit.map(({ currency }) => currency)).sort();
  const currency = currencies.find((one) => one === preferred) ?? currencies[0];
  return crossings.flatMap(({ credit }) => credit).find((one) => one.currency === currency) ?? null;
}
