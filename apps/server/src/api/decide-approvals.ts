import { formatId, toIso, toIsoOrNull } from "@signalbox/core";
import {
  findAction,
  findApproval,
  listApprovalsOf,
  listAsked,
  listLastRuns,
  listRunsOf,
  listVotes,
  type ShownApproval,
} from "@signalbox/database";
import { type DecideOutcome, decideApproval, readShownRequest, sayOwn, sayRequest } from "@signalbox/pipeline";
import type { Caller } from "../auth/caller.ts";
import { ApiProblem } from "../http/api-problem.ts";
import { publicUrlOf } from "../http/served-names.ts";
import type { ServerDeps } from "../server-deps.ts";
import { type ApiCall, type Handlers, notFound } from "./handlers.ts";
import { readId } from "./read-id.ts";
import { showRun } from "./show-run.ts";

const lastRunsShown = 5;
type Action = NonNullable<Awaited<ReturnType<typeof findAction>>>;

export function decideApprovalHandlers(deps: ServerDeps): Pick<Handlers, "getApproval" | "approve" | "reject"> {
  const decide = async (printed: string, vote: "yes" | "no", reason: string, call: ApiCall) => {
    const approvalId = readId("app", "approval", printed);
    const given = { approvalId, vote, voter: voterOf(call), reason };
    const told = await decideApproval({ ...deps, publicUrl: publicUrlOf(deps.env) }, given);
    const stillNeeded = conclude(told);
    return { stillNeeded, approval: await show(deps, (await findApproval(deps.db.read, approvalId))!, call.caller) };
  };
  return {
    async getApproval({ params }, { caller }) {
      const found = await findApproval(deps.db.read, readId("app", "approval", params.id));
      if (found === null) throw notFound("approval");
      return show(deps, found, caller);
    },
    approve: ({ params, body }, call) => decide(params.id, "yes", body.reason, call),
    reject: ({ params, body }, call) => decide(params.id, "no", body.reason, call),
  };
}

// The door lets nobody but signed-in people here.
function voterOf({ caller }: ApiCall): string {
  if (caller?.kind !== "person") throw new ApiProblem("person-required", "Tokens cannot do this: sign in as a person.");
  return caller.email;
}

function conclude(told: DecideOutcome): number {
  switch (told.outcome) {
    case "not-there":
      throw notFound("approval");
    case "refused":
      throw new ApiProblem(told.why === "own" ? "forbidden" : "conflict", told.sentence);
    case "counted":
      return told.stillNeeded;
    case "approved":
    case "rejected":
      return 0;
  }
}

async function show(deps: ServerDeps, row: ShownApproval, caller: Caller | null) {
  const { read } = deps.db;
  const { connectionId, runbook, actionId } = row;
  const [action, votes, asked, runs, lastRuns, questions] = await Promise.all([
    findAction(read, actionId),
    listVotes(read, row.id),
    listAsked(read, actionId),
    listRunsOf(read, [actionId]),
    listLastRuns(read, { connectionId, runbook, exceptActionId: actionId, limit: lastRunsShown }),
    listApprovalsOf(read, actionId),
  ]);
  const request = readShownRequest(row.request);
  const next = questions[questions.findIndex(({ id }) => id === row.id) + 1];
  return {
    id: formatId("app", row.id),
    status: row.status,
    actionId: formatId("act", actionId),
    incidentId: row.incidentId === null ? null : formatId("inc", row.incidentId),
    connection: row.connection,
    runbook,
    component: row.component,
    componentName: row.componentName,
    why: row.why,
    what: request === null ? runbook : sayRequest(request),
    request,
    requestSha256: row.requestSha256.toString("hex"),
    rule: action?.ruleKey ?? null,
    ruleSet: action?.ruleSetNumber ?? null,
    orderedBy: action?.orderedBy ?? null,
    askedAt: toIso(row.askedAt),
    expiresAt: toIso(row.expiresAt),
    decidedAt: toIsoOrNull(row.decidedAt),
    decidedBy: row.decidedBy,
    reason: row.reason,
    approversNeeded: row.approversNeeded,
    votes: votes.map(({ voter, vote, reason, at }) => ({ voter, vote, reason, at: toIso(at) })),
    refusal: await refusalOf(deps, row, { caller, votes, action }),
    asked: asked.map(({ person, at }) => ({ person, at: toIso(at) })),
    runs: runs.map(showRun),
    lastRuns: lastRuns.map(showRun),
    followedBy: next === undefined ? null : formatId("app", next.id),
  };
}

async function refusalOf(
  { db }: ServerDeps,
  row: ShownApproval,
  about: { caller: Caller | null; votes: readonly { voter: string }[]; action: Action | null },
): Promise<string | null> {
  const { caller, votes, action } = about;
  if (caller?.kind !== "person") return "A token can't say yes: sign in as a person.";
  if (caller.role !== "approver" && caller.role !== "admin") {
    return "Your role can't say yes: that takes an approver. An admin can change roles.";
  }
  const voter = caller.email.toLowerCase();
  if (action !== null && row.notBy.includes(voter)) return sayOwn(db.read, action, voter);
  return votes.some((one) => one.voter === voter) ? "You have said yes already: somebody else must, too." : null;
}
