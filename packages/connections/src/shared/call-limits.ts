import { z } from "zod";
import type { CallRate, ConnectionKind } from "../connection-kind.ts";
import type { FormField } from "../form-field.ts";

const concurrencyDefault = 4;
const rateWords = "a rate is {perSecond: 1–100} or {perMinute: 1–6000}";

/** Limits that a connection of any kind may have. */
export const limitFields = {
  /** How many calls may begin in a time; each waits its turn. */
  rate: z
    .union(
      [
        z.strictObject({ perSecond: z.int().min(1).max(100) }),
        z.strictObject({ perMinute: z.int().min(1).max(6_000) }),
      ],
      { error: rateWords },
    )
    .exactOptional(),
  /** How many calls may be under way at once. */
  concurrency: z.int("concurrency is a whole number, 1 to 32").min(1).max(32).exactOptional(),
};

/** Fields for the limits of a connection of this kind. */
export function limitForm(kind: Pick<ConnectionKind, "defaultRate">): readonly FormField[] {
  const { defaultRate: known } = kind;
  const perMinute = known && Math.floor((known.calls * 60) / known.perSeconds);
  return [
    {
      path: "concurrency",
      label: "Calls at once",
      help: `How many calls may be under way at the same time: 1 to 32. ${concurrencyDefault} where left empty.`,
      type: "number",
      required: false,
      placeholder: String(concurrencyDefault),
    },
    {
      path: "rate.perMinute",
      label: "Calls a minute",
      help: `How many calls may begin in a minute, evenly spread. ${
        perMinute === undefined ? "No limit" : `${perMinute}, which the system is known to take,`
      } where left empty.`,
      type: "number",
      required: false,
      ...(perMinute === undefined ? {} : { placeholder: String(perMinute) }),
    },
  ];
}

const configured = z.object(limitFields).partial();

/** What holds for the calls of one connection, over all processes. */
export interface CallLimits {
  /** At least 1. */
  concurrency: number;
  /** Least time between the beginnings of two calls, in milliseconds; null: none. */
  intervalMs: number | null;
}

/** The limits of a connection: its own, else what its kind is known to take, else four calls at once and no rate. */
export function callLimitsOf(kind: Pick<ConnectionKind, "defaultRate">, config: unknown): CallLimits {
  const read = configured.safeParse(config);
  const { rate, concurrency = concurrencyDefault } = read.success ? read.data : {};
  return { concurrency, intervalMs: intervalOf(rate ?? null, kind.defaultRate ?? null) };
}

type OwnRate = { perSecond: number } | { perMinute: number };

function intervalOf(own: OwnRate | null, known: CallRate | null): number | null {
  if (own !== null) return "perSecond" in own ? 1_000 / own.perSecond : 60_000 / own.perMinute;
  return known === null ? null : (known.perSeconds * 1_000) / known.calls;
}
