import type { SlaReport } from "@signalbox/contract";
import {
  availabilityText,
  type BudgetForecast,
  type CalendarBody,
  type ContractTerms,
  type Credit,
  exactSeconds,
  formatMinor,
  localTime,
  type SlaLine,
  secondsText,
  serviceMeans,
  slaLines,
  standingOf,
  toIso,
  toIsoOrNull,
  trimDecimal,
} from "@signalbox/core";
import { type CustomerRow, loadCalendarBodies, type Reader } from "@signalbox/database";
import { contractTerms } from "./contract-terms.ts";
import type { DowntimeOf, NamedDowntime } from "./load-downtime.ts";
import type { ReportMonth } from "./month-of-report.ts";

type Contract = SlaReport["contracts"][number];

/** What a customer is told of a month, as it is known now. */
export async function buildReport(
  customer: CustomerRow,
  month: ReportMonth,
  given: { downtimeOf: DowntimeOf; method: SlaReport["method"]; basis: SlaReport["basis"] },
): Promise<SlaReport> {
  const contracts: Contract[] = [];
  for (const row of customer.contracts) {
    const terms = contractTerms(row);
    const contract = reportContract(terms, month, await given.downtimeOf(terms.components));
    if (contract !== null) contracts.push(contract);
  }
  return {
    customer: { key: customer.key, name: customer.name },
    period: month.period,
    timeZone: month.timeZone,
    startsAt: toIso(month.from),
    endsAt: toIso(month.to),
    basis: given.basis,
    madeAt: toIso(month.now),
    method: given.method,
    contracts,
  };
}

/** How the month is counted, as far as a customer is told. */
export async function loadMethod(reader: Reader, month: ReportMonth): Promise<SlaReport["method"]> {
  const { decimals, weights, maintenance, noticeMinutes, start, blind, serviceHours } = month.policy;
  return {
    decimals,
    outageWeight: trimDecimal(weights.outage),
    degradedWeight: trimDecimal(weights.degraded),
    maintenance,
    noticeMinutes,
    start,
    blind,
    serviceHours: serviceHours === null ? null : await loadHours(reader, serviceHours, month),
  };
}

async function loadHours(reader: Reader, calendar: string, month: ReportMonth) {
  const held = (await loadCalendarBodies(reader)).get(calendar) ?? [];
  const body = held.find(({ to }) => to === null || to >= month.to)?.body as CalendarBody | undefined;
  if (body === undefined) throw new Error(`the ledger policy names calendar "${calendar}", which does not exist`);
  const { timeZone, businessHours = {}, holidays = [] } = body;
  return {
    timeZone,
    businessHours: { ...businessHours },
    holidays: holidays.filter((day) => day.startsWith(month.period)),
  };
}

function reportContract(
  terms: ContractTerms,
  month: ReportMonth,
  components: readonly NamedDowntime[],
): Contract | null {
  const standing = standingOf(terms, month, components, month.now);
  if (standing === null) return null;
  const { time, toDate, held, credit, next } = standing;
  const { decimals } = month.policy;
  const nameOf = new Map(components.map(({ key, name }) => [key, name]));
  const lines = slaLines(components, time, held);
  const acknowledged = new Map(components.flatMap(({ acknowledgeMs }) => [...acknowledgeMs]));
  const means = serviceMeans(lines, time.agreedMs, acknowledged);
  return {
    components: components.map(({ key, name }) => ({ key, name })),
    compose: terms.compose,
    decidedBy: components.length > 1 && time.decidedBy !== null ? (nameOf.get(time.decidedBy) ?? null) : null,
    from: toIso(held.from),
    to: toIso(held.to),
    target: trimDecimal(terms.target),
    agreedSeconds: seconds(time.agreedMs),
    downSeconds: exactSeconds(time.downMillionths),
    availability: availabilityText(time, decimals),
    availabilityToDate: availabilityText(toDate, decimals),
    met: standing.isMet,
    credit: credit === null ? null : showCredit(credit, terms),
    budget: showBudget(standing.budget),
    next:
      next === null
        ? null
        : { ...showCredit(next, terms), below: trimDecimal(next.below), leftSeconds: seconds(next.leftMs) },
    interruptions: lines.map((line) => showLine(line, nameOf.get(line.component) ?? line.component, month.timeZone)),
    outages: means.outages,
    restoreSeconds: secondsOrNull(means.restoreMs),
    betweenFailuresSeconds: secondsOrNull(means.betweenFailuresMs),
    acknowledgeSeconds: secondsOrNull(means.acknowledgeMs),
  };
}

function showCredit({ percent, minor }: Credit, { fee }: ContractTerms) {
  const money =
    fee === null || minor === null ? null : { currency: fee.currency, amount: formatMinor(minor, fee.currency) };
  return { percent, money };
}

export function showBudget({ wholeMs, leftMs, burn, exhaustedAt }: BudgetForecast) {
  return {
    allowedSeconds: seconds(wholeMs),
    leftSeconds: seconds(leftMs),
    burn,
    exhaustedAt: toIsoOrNull(exhaustedAt),
  };
}

function showLine(line: SlaLine, component: string, timeZone: string) {
  return {
    component,
    startedAt: toIso(line.startedAt),
    endedAt: toIsoOrNull(line.endedAt),
    startedLocal: localTime(line.startedAt, timeZone),
    endedLocal: line.endedAt === null ? null : localTime(line.endedAt, timeZone),
    impact: line.impact,
    weight: trimDecimal(line.weight),
    seconds: seconds(line.durationMs),
    countedSeconds: seconds(line.countedMs),
    weightedSeconds: exactSeconds(line.weightedMillionths),
    notCounted: line.notCounted.map(({ why, ms }) => ({ why, seconds: seconds(ms) })),
  };
}

/** Milliseconds as exact decimal seconds. */
export function seconds(ms: number): string {
  return ms < 0 ? `-${secondsText(String(-ms))}` : secondsText(String(ms));
}

function secondsOrNull(ms: number | null): string | null {
  return ms === null ? null : seconds(ms);
}
