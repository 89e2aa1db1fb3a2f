import { createHash, timingSafeEqual } from "node:crypto";
import { role } from "@signalbox/contract";
import { findApiToken } from "@signalbox/database";
import type { ServerDeps } from "../server-deps.ts";
import type { Caller } from "./caller.ts";
import { type Auth, sessionLongestMs } from "./create-auth.ts";

export interface Identified {
  caller: Caller | null;
  /** To be passed on with the answer: the session was prolonged, or ended. */
  cookies: string[];
}

/** Who calls, by bearer token or session cookie. A bearer token that is given decides alone. */
export async function identifyCaller(deps: ServerDeps, auth: Auth, headers: Headers): Promise<Identified> {
  const bearer = /^Bearer +(\S.*)$/i.exec(headers.get("authorization") ?? "")?.[1];
  if (bearer !== undefined) return { caller: await identifyToken(deps, bearer), cookies: [] };
  if (!headers.has("cookie")) return { caller: null, cookies: [] };
  return identifyPerson(deps, auth, headers);
}

export function sha256(text: string): Buffer {
  return createHash("sha256").update(text).digest();
}

async function identifyToken(deps: ServerDeps, token: string): Promise<Caller | null> {
  // A header's text holds the bytes that were sent: those of a token beyond ASCII are its UTF-8.
  const tokenHash = createHash("sha256").update(token, "latin1").digest();
  const { apiToken } = deps.env;
  if (apiToken !== null && timingSafeEqual(tokenHash, sha256(apiToken))) {
    return { kind: "token", name: "environment", role: null };
  }
  if (!token.startsWith("sbxt_")) return null;
  const found = await findApiToken(deps.db, { tokenHash, now: deps.now() });
  return found === null ? null : { kind: "token", name: found.name, role: found.role };
}

async function identifyPerson(deps: ServerDeps, auth: Auth, headers: Headers): Promise<Identified> {
  const { headers: answered, response: found } = await auth.api.getSession({ headers, returnHeaders: true });
  const cookies = answered.getSetCookie();
  if (found === null) return { caller: null, cookies };
  const { session, user } = found;
  const isTooOld = session.createdAt.getTime() + sessionLongestMs <= deps.now();
  if (isTooOld || user.banned) {
    const { headers: ended } = await auth.api.signOut({ headers, returnHeaders: true });
    return { caller: null, cookies: ended.getSetCookie() };
  }
  const caller: Caller = {
    kind: "person",
    userId: user.id,
    sessionId: session.id,
    name: user.name,
    email: user.email,
    role: role.parse(user.role),
  };
  return { caller, cookies };
}
