import type { ObligationStatus } from "./chain.ts";

/** A page and everything that its next escalation depends on. */
export interface EscalationSituation {
  status: ObligationStatus;
  /** The incidents that the page stands for. */
  incidents: readonly { status: "open" | "acknowledged" | "resolved" }[];
  /** How many were paged since: first the further levels of a rotation kept here, if any, then the team's lead, then the
   *  paths of `failures`, each counted whether it is there or not. */
  level: number;
  /** Levels 2, 3 … of the rotation: whether somebody is on call there now. Empty for any other on-call. */
  further: readonly boolean[];
  /** Whether the team has a lead. */
  hasLead: boolean;
  /** How many paths `failures` has. */
  paths: number;
}

export type EscalationPlan =
  /** `rotationLevel`: from 2. */
  | { plan: "page"; level: number; to: "rotation"; rotationLevel: number }
  | { plan: "page"; level: number; to: "lead" }
  /** `path`: its place in `failures`, from 0. */
  | { plan: "page"; level: number; to: "path"; path: number }
  /** All is over just now, and the page not closed yet: it may open again, as while its monitor flaps. */
  | { plan: "wait" }
  | { plan: "stop"; reason: "acknowledged" | "resolved" | "nobody-left" };

/** Who is paged next because nobody acknowledged: the next level of the team's rotation, the team's lead, then the paths of `failures` in their order. Never
 *  anybody for what is over, or what somebody has taken. */
export function planEscalation(situation: EscalationSituation): EscalationPlan {
  const { status, level, further, hasLead, paths } = situation;
  if (status !== "open") return { plan: "stop", reason: "resolved" };
  if (situation.incidents.every((incident) => incident.status === "resolved")) return { plan: "wait" };
  if (isHeard(situation.incidents)) return { plan: "stop", reason: "acknowledged" };
  const next = further.findIndex((isThere, index) => isThere && index >= level);
  if (next >= 0) return { plan: "page", level: next + 1, to: "rotation", rotationLevel: next + 2 };
  const leads = further.length + 1;
  if (level < leads && hasLead) return { plan: "page", level: leads, to: "lead" };
  const path = Math.max(0, level - leads);
  if (path >= paths) return { plan: "stop", reason: "nobody-left" };
  return { plan: "page", level: path + leads + 1, to: "path", path };
}

/** Whether somebody has taken all that is not over. */
export function isHeard(incidents: EscalationSituation["incidents"]): boolean {
  const unresolved = incidents.filter(({ status }) => status !== "resolved");
  return unresolved.length > 0 && unresolved.every(({ status }) => status === "acknowledged");
}
