import {
  type DatedPolicy,
  type EpochMs,
  endOfLocalDay,
  type Period,
  periodOf,
  policyInForce,
  unmappedKey,
} from "@signalbox/core";
import { findComponents, type LedgerFilter, listSnapshots, loadPolicies, unmappedComponent } from "@signalbox/database";
import { countKnown, knownLinesMax, printOptions, settleWholeLedger } from "@signalbox/pipeline";
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
  const known =
    knownOn === undefined ? null : await readKnown(deps, { ...span, knownOn, timeZone, component: rest.component });
  const filter: LedgerFilter = {
    ...rest,
    ...span,
    ...(incident !== undefined && { incidentId: readId("inc", "incident", incident) }),
    ...known?.filter,
  };
  return { filter, timeZone, print: printOptions(known?.policies ?? policies, publicUrlOf(deps.env)) };
}

/** What was known of a month: the documents about it from its first closing on, before that its lines counted anew. */
async function readKnown(
  deps: ServerDeps,
  asked: { period?: Period; knownOn: string; timeZone: string; component?: string | undefined },
): Promise<{ filter: Pick<LedgerFilter, "knownOn" | "counted">; policies?: readonly DatedPolicy[] }> {
  const { period, knownOn, timeZone, component } = asked;
  if (period === undefined)
    throw invalid("query.knownOn", "What was known on a day is told by month: name one as period.");
  const at = knownOn.includes("T") ? Date.parse(knownOn) : endOfLocalDay(timeZone, knownOn);
  const instant = Math.min(at, deps.now());
  const [first] = await listSnapshots(deps.db.read, period);
  if (first !== undefined && instant >= first.madeAt) return { filter: { knownOn: instant } };
  const componentId =
    component === undefined
      ? undefined
      : component === unmappedKey
        ? unmappedComponent
        : (await findComponents(deps.db.read, [component]))[0]?.id;
  const counted = await countKnown(deps, { period, knownOn: instant, componentId });
  if (counted.outcome === "counted") return { filter: { counted: counted.lines }, policies: counted.policies };
  throw invalid(
    "query.knownOn",
    `More than ${knownLinesMax} lines are not counted anew at once, and ${period} has more: name a component.`,
  );
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
