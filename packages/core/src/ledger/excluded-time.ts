import type { EpochMs } from "../shared/time.ts";
import type { DatedPolicy } from "./policy.ts";
import { type Span, unionOf, without } from "./spans.ts";

/** Why time does not count. */
export type ExclusionCause = "maintenance" | "exclusion" | "blind" | "outside-hours" | "void";

/** A time that does not count; `id` is the window's or the exclusion's. */
export interface ExcludedSpan extends Span {
  cause: ExclusionCause;
  id: number | null;
}

/** What takes time out of a component's downtime, whatever the policy. */
export interface ExclusionSettings {
  maintenance: readonly (Span & { id: number; announcedAt: EpochMs })[];
  /** Approved ones. */
  exclusions: readonly (Span & { id: number })[];
  /** Time in which this service itself was down. */
  blind: readonly Span[];
  /** Agreed service time within a span, for policies that name a calendar. */
  serviceTime(calendar: string, within: Span): Span[];
}

/** All that leaves downtime within `span` by a policy, each with its cause; they may overlap. */
export function excludedSpans(span: Span, policy: DatedPolicy, settings: ExclusionSettings): ExcludedSpan[] {
  const outside =
    policy.serviceHours === null ? [] : without(span, unionOf(settings.serviceTime(policy.serviceHours, span)));
  return [...leavesAgreedTime(policy, settings), ...outside.map(withCause("outside-hours"))].filter(
    ({ from, to }) => from < span.to && to > span.from,
  );
}

/**
 * The time in which service was agreed within a span: service hours, less what is excluded where the policy says `shrink`.
 * Source: docs/ledger.md, "Availability".
 */
export function agreedTime(within: Span, policies: readonly DatedPolicy[], settings: ExclusionSettings): Span[] {
  return policies.flatMap((policy) => {
    const span = { from: Math.max(within.from, policy.from), to: Math.min(within.to, policy.to ?? within.to) };
    if (span.to <= span.from) return [];
    const hours = policy.serviceHours === null ? [span] : unionOf(settings.serviceTime(policy.serviceHours, span));
    const holes = policy.maintenance === "shrink" ? unionOf(leavesAgreedTime(policy, settings)) : [];
    return hours.flatMap((hour) => without(hour, holes));
  });
}

function leavesAgreedTime(policy: DatedPolicy, settings: ExclusionSettings): ExcludedSpan[] {
  const noticeMs = policy.noticeMinutes * 60_000;
  return [
    ...settings.maintenance
      .filter((window) => window.announcedAt <= window.from - noticeMs)
      .map(withCause("maintenance")),
    ...settings.exclusions.map(withCause("exclusion")),
    ...(policy.blind === "exclude" ? settings.blind.map(withCause("blind")) : []),
  ];
}

function withCause(cause: ExclusionCause): (span: Span & { id?: number }) => ExcludedSpan {
  return ({ from, to, id }) => ({ from, to, cause, id: id ?? null });
}
