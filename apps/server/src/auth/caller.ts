import { apiRoutes, type Me, type OperationId, type Role } from "@signalbox/contract";
import type { Access } from "./route-access.ts";
import { routeAccess } from "./route-access.ts";

/** Who calls. `role` null: the token of the environment, with every right but those that need a person. */
export type Caller =
  | { kind: "person"; userId: string; sessionId: string; name: string; email: string; role: Role }
  | { kind: "token"; name: string; role: Role | null };

export type AccessVerdict = "allowed" | "unauthenticated" | "forbidden" | "person-required";

/** Deny by default: only what the table grants. */
export function judgeAccess(access: Access, caller: Caller | null): AccessVerdict {
  if (access === "anyone") return "allowed";
  if (caller === null) return "unauthenticated";
  if (access.person && caller.kind !== "person") return "person-required";
  if (caller.kind === "token" && caller.role === null) return "allowed";
  return caller.role !== null && access.roles.includes(caller.role) ? "allowed" : "forbidden";
}

/** How the journal names a caller. */
export function actorOf(caller: Caller): { kind: "person" | "token"; name: string } {
  return { kind: caller.kind, name: caller.kind === "person" ? caller.email : caller.name };
}

export function describeCaller(caller: Caller): Me {
  const may = (Object.keys(apiRoutes) as OperationId[]).filter(
    (id) => judgeAccess(routeAccess[id], caller) === "allowed",
  );
  const email = caller.kind === "person" ? caller.email : null;
  return { kind: caller.kind, name: caller.name, email, role: caller.role, may };
}
