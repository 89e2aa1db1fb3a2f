import { type EpochMs, type Period, periodOf, policyInForce, toIso } from "@signalbox/core";
import { type LedgerFilter, listSnapshots, loadPolicies } from "@signalbox/database";
import { printOptions, settleWholeLedger } from "@signalbox/pipeline";
import { ApiProblem } from "../http/api-problem.ts";
import { publicUrlOf } from "../http/served-names.ts";
import type { ServerDeps } from "../server-deps.ts";
import { readId } from "./read-id.ts";

export interface LedgerQuery {
  period?: string | undefined;
  from?: string | undefined;
  to?: string | undefined;
  component?: string | undefined;
  team?: string | undefined;
  tier?: number | undefined;
  customer?: string | undefined;
  source?: string | undefined;
  status?: "open" | "final" | "void" | undefined;
  incident?: string | undefined;
  knownOn?: string | undefined;
}

/** What the stages that count the ledger are given here. */
export function ledgerDeps(deps: ServerDeps) {
  return { db: deps.db, now: deps.now, publicUrl: publicUrlOf(deps.env) };
}

/** The filter, of the present month where neither a month nor dates are named, and how its entries are printed; figures are
 *  brought up to now before. */
export async function prepareLedger(deps: ServerDeps, query: LedgerQuery) {
  await settleWholeLedger(ledgerDeps(deps));
  const policies = await loadPolicies(deps.db.read);
  const { timeZone } = policyInForce(policies, deps.now());
  const { period, from, to, incident, knownOn, ...rest } = query;
  const hasDates = from !== undefined || to !== undefined;
  if (hasDates && period !== undefined) throw invalid("query.period", "Name a month or dates, not both.");
  const span: { from?: EpochMs; to?: EpochMs; period?: Period } = hasDates
    ? { ...(from && { from: Date.parse(from) }), ...(to && { to: Date.parse(to) }) }
    : incident !== undefined && period === undefined
      ? {}
      : { period: period ?? periodOf(deps.now(), timeZone) };
  if (span.from !== undefined && span.to !== undefined && span.to <= span.from) {
    throw invalid("query.to", "It ends before it begins: to must be later than from.");
  }
  if (knownOn !== undefined) await refuseUnkept(deps, span.period, Date.parse(knownOn));
  const filter: LedgerFilter = {
    ...rest,
    ...span,
    ...(incident !== undefined && { incidentId: readId("inc", "incident", incident) }),
    ...(knownOn !== undefined && { knownOn: Date.parse(knownOn) }),
  };
  return { filter, timeZone, print: printOptions(policies, publicUrlOf(deps.env)) };
}

// What an open month said at an earlier time is kept nowhere: an empty answer would read as "no downtime was known".
async function refuseUnkept(deps: ServerDeps, period: Period | undefined, knownOn: EpochMs): Promise<void> {
  if (period === undefined) {
    throw invalid("query.knownOn", "What was known at a time is kept by month: name a closed month as period.");
  }
  const [first] = await listSnapshots(deps.db.read, period);
  if (first === undefined) {
    const message = `${period} was never closed: an open month is shown as it is known now. Leave knownOn out, or name a closed month.`;
    throw invalid("query.knownOn", message);
  }
  if (knownOn < first.madeAt) {
    const message = `${period} was closed first at ${toIso(first.madeAt)}: what it said before is kept nowhere. Name that time, or a later one.`;
    throw invalid("query.knownOn", message);
  }
}

/** The filter as it stands in the control block. */
export function sayFilter(query: LedgerQuery, filter: LedgerFilter): string {
  const named = { ...query, ...(filter.period !== undefined && { period: filter.period }) };
  const given = Object.entries(named).filter(([, value]) => value !== undefined);
  return new URLSearchParams(given.map(([name, value]): [string, string] => [name, String(value)])).toString();
}

function invalid(path: string, message: string): ApiProblem {
  return new ApiProblem("invalid", message, { more: { errors: [{ path, message }] } });
}
