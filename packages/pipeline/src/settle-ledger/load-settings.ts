import type { DatedPolicy, EpochMs, LedgerInputs } from "@signalbox/core";
import {
  type LedgerMark,
  loadCalendarBodies,
  loadExcludedTime,
  loadPolicies,
  loadRates,
  loadRatesKnown,
  type Reader,
} from "@signalbox/database";
import { serviceTimeOf } from "./service-time.ts";

/** What holds for every component. */
export interface SharedSettings extends Pick<LedgerInputs, "policies" | "serviceTime"> {
  /** Some policy begins downtime at the receipt of what told of it. */
  withReceipt: boolean;
}

/** @param given policies instead of those that hold */
export async function loadSharedSettings(reader: Reader, given?: readonly DatedPolicy[]): Promise<SharedSettings> {
  const policies = given ?? (await loadPolicies(reader));
  const namesCalendar = policies.some((policy) => policy.serviceHours !== null);
  const calendars = namesCalendar ? await loadCalendarBodies(reader) : new Map();
  return {
    policies,
    serviceTime: (calendar, within) => serviceTimeOf(calendars, calendar, within),
    withReceipt: policies.some((policy) => policy.start === "received"),
  };
}

/** All but the intervals that decides what a component's downtime counts within a span.
 *  @param given knownOn: what was known then, instead of today */
export async function loadComponentSettings(
  reader: Reader,
  componentId: number,
  span: LedgerMark,
  given: { shared: SharedSettings; now: EpochMs; knownOn?: EpochMs },
): Promise<Omit<LedgerInputs, "intervals" | "adjustments">> {
  const { policies, serviceTime } = given.shared;
  const { now, knownOn } = given;
  const excluded = await loadExcludedTime(reader, componentId, span, now, knownOn);
  const rates =
    knownOn === undefined ? await loadRates(reader, componentId) : await loadRatesKnown(reader, componentId, knownOn);
  return { policies, serviceTime, ...excluded, rates, now };
}
