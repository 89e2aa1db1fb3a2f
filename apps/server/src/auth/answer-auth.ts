import { appendJournal, countSignInTry, forgetSignInTries } from "@signalbox/database";
import { z } from "zod";
import { ApiProblem } from "../http/api-problem.ts";
import type { ServerDeps } from "../server-deps.ts";
import { type Auth, callerAddressHeader, signInWindowMs } from "./create-auth.ts";
import { sha256 } from "./identify-caller.ts";

const triesPerAccountAndAddress = 5;
const signInBody = z.object({ email: z.string().max(254), password: z.string().max(1000) });

/** What of the auth library can be reached from outside; everything else of it answers 404. */
const authPaths: Readonly<Record<string, "GET" | "POST">> = {
  "/api/auth/sign-in/email": "POST",
  "/api/auth/sign-out": "POST",
  "/api/auth/get-session": "GET",
  "/api/auth/change-password": "POST",
};

/** Answers one request under /api/auth. Five wrong passwords for an account from one address close it to that address for
 *  15 minutes; the same person elsewhere is not locked out. */
export async function answerAuth(deps: ServerDeps, auth: Auth, request: Request, address: string): Promise<Response> {
  const path = new URL(request.url).pathname;
  if (authPaths[path] !== request.method) throw new ApiProblem("not-found", "There is no such way to sign in.");
  const headers = new Headers(request.headers);
  headers.set(callerAddressHeader, address);
  headers.delete("content-length");
  if (path === "/api/auth/sign-in/email") return signIn(deps, auth, { request, headers, address });
  const answer = await auth.handler(await rebuild(path, request, headers));
  if (answer.ok) return answer;
  const told = refusal.safeParse(await answer.json().catch(() => null));
  throw new ApiProblem(
    answer.status === 401 ? "unauthenticated" : "invalid",
    told.data?.message ?? "That was refused.",
  );
}

const refusal = z.object({ message: z.string() });

async function rebuild(path: string, request: Request, headers: Headers): Promise<Request> {
  const { url, method } = request;
  if (method === "GET") return new Request(url, { method, headers });
  const given: unknown = await request.json().catch(() => ({}));
  // Whoever else holds a session may be why the password is changed.
  const more = path === "/api/auth/change-password" ? { revokeOtherSessions: true } : {};
  headers.set("content-type", "application/json");
  const body = JSON.stringify({ ...(given !== null && typeof given === "object" ? given : {}), ...more });
  return new Request(url, { method, headers, body });
}

async function signIn(
  deps: ServerDeps,
  auth: Auth,
  call: { request: Request; headers: Headers; address: string },
): Promise<Response> {
  const given = signInBody.safeParse(await call.request.json().catch(() => null));
  if (!given.success) throw new ApiProblem("invalid", "Send e-mail and password as JSON.");
  const email = given.data.email.toLowerCase();
  const key = `sign-in ${call.address} ${sha256(email).toString("base64url")}`;
  const now = deps.now();
  const tries = await countSignInTry(deps.db, { key, windowMs: signInWindowMs, now, newId: deps.newId });
  if (tries > triesPerAccountAndAddress) {
    // Written once per window: whoever hammers must not fill the journal.
    if (tries === triesPerAccountAndAddress + 1) {
      await journalSignIn(deps, { verb: "session.refused", email, address: call.address, why: "too many tries" });
    }
    throw tooMany();
  }
  const body = JSON.stringify({ email, password: given.data.password, rememberMe: true });
  const answer = await auth.handler(new Request(call.request.url, { method: "POST", headers: call.headers, body }));
  if (answer.status === 429) throw tooMany();
  if (!answer.ok) {
    await journalSignIn(deps, { verb: "session.refused", email, address: call.address, why: "wrong" });
    throw new ApiProblem("unauthenticated", "E-mail or password is wrong.");
  }
  await forgetSignInTries(deps.db, key);
  await journalSignIn(deps, { verb: "session.started", email, address: call.address });
  return answer;
}

function tooMany(): ApiProblem {
  const headers = { "retry-after": String(signInWindowMs / 1000) };
  return new ApiProblem("too-many", "Too many tries from here. Wait 15 minutes.", { headers });
}

async function journalSignIn(
  deps: ServerDeps,
  entry: { verb: string; email: string; address: string; why?: string },
): Promise<void> {
  const { verb, email, address, why } = entry;
  await deps.db.transaction((tx) =>
    appendJournal(tx, {
      at: deps.now(),
      actorKind: "person",
      actor: email,
      verb,
      subjectKind: "session",
      subjectId: email,
      details: { address, ...(why === undefined ? {} : { why }) },
    }),
  );
}
