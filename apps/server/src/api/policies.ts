import { type EpochMs, type LedgerPolicy, parseMinor, toIso, toIsoOrNull } from "@signalbox/core";
import {
  findClosedUntil,
  listCalendarKeys,
  listPolicies,
  loadApprovalLimits,
  type PolicyRow,
  saveSetting,
} from "@signalbox/database";
import { changePolicy, type PolicyDraft, previewPolicy } from "@signalbox/pipeline";
import { ApiProblem } from "../http/api-problem.ts";
import type { ServerDeps } from "../server-deps.ts";
import { actorOfCall, type Handlers } from "./handlers.ts";
import { refuseEntry } from "./refuse-entry.ts";

export function policyHandlers(
  deps: ServerDeps,
): Pick<Handlers, "listPolicies" | "previewPolicy" | "changePolicy" | "getApprovalLimits" | "setApprovalLimits"> {
  const { read } = deps.db;
  const versions = async () => (await listPolicies(read)).map((row) => showPolicy(row, deps.now()));
  return {
    async listPolicies() {
      return {
        items: await versions(),
        changeableFrom: toIsoOrNull(await findClosedUntil(read)),
        calendars: await listCalendarKeys(read),
      };
    },
    async previewPolicy({ body }) {
      const counted = await previewPolicy(deps, draftOf(body));
      if (counted.outcome === "refused") throw refuseEntry(counted.problems, placeOfField);
      return counted.preview;
    },
    async changePolicy({ body }, call) {
      const changed = await changePolicy(deps, draftOf(body), actorOfCall(call));
      if (changed.outcome === "refused") throw refuseEntry(changed.problems, placeOfField);
      return { items: await versions() };
    },

    getApprovalLimits: async () => ({ approvalAbove: await loadApprovalLimits(read) }),
    async setApprovalLimits({ body }, call) {
      const wrong = Object.entries(body.approvalAbove).find(([currency, amount]) => !isAmount(amount, currency));
      if (wrong !== undefined) {
        const [currency, amount] = wrong;
        throw invalid(
          `body.approvalAbove.${currency}`,
          `"${currency} ${amount}" is no amount: write such as EUR 500.00.`,
        );
      }
      const by = { actor: actorOfCall(call), now: deps.now() };
      await deps.db.transaction((tx) => saveSetting(tx, by, "ledger", body, body));
      return { approvalAbove: await loadApprovalLimits(read) };
    },
  };
}

function draftOf({ policy, from }: { policy: object; from: string }): PolicyDraft {
  return { ...policy, from };
}

const currencies: ReadonlySet<string> = new Set(Intl.supportedValuesOf("currency"));

function isAmount(amount: string, currency: string): boolean {
  if (!currencies.has(currency)) return false;
  try {
    return parseMinor(amount, currency) >= 0n;
  } catch {
    return false;
  }
}

function invalid(path: string, message: string): ApiProblem {
  return new ApiProblem("invalid", message, { more: { errors: [{ path, message }] } });
}

// A policy that is refused as a whole is refused for its time.
function placeOfField(path: string): string {
  return path === "" || path === "from" ? "body.from" : `body.policy.${path}`;
}

function showPolicy(row: PolicyRow, now: EpochMs) {
  const body = row.body as unknown as Omit<LedgerPolicy, "version">;
  const { impact, weights, serviceHours, ...rest } = body;
  const state: "upcoming" | "in force" | "past" =
    row.validFrom > now ? "upcoming" : row.validTo !== null && row.validTo <= now ? "past" : "in force";
  return {
    version: row.version,
    from: row.validFrom === 0 ? null : toIso(row.validFrom),
    to: toIsoOrNull(row.validTo),
    state,
    author: row.author,
    createdAt: toIso(row.createdAt),
    policy: { ...rest, impact: { ...impact }, weights: { ...weights }, serviceHours: serviceHours ?? "24x7" },
  };
}
