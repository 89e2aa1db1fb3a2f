import { createFirstAdmin, needsSetup, useSetupLink } from "@signalbox/database";
import { describeCaller } from "../auth/caller.ts";
import type { Auth } from "../auth/create-auth.ts";
import { hashPassword } from "../auth/hash-password.ts";
import { sha256 } from "../auth/identify-caller.ts";
import { ApiProblem } from "../http/api-problem.ts";
import type { ServerDeps } from "../server-deps.ts";
import type { Handlers } from "./handlers.ts";

const notValid = "This link was used, has expired, or is not the newest. Start Signalbox again for a new one.";

export function meHandlers(deps: ServerDeps, auth: Auth): Pick<Handlers, "getMe" | "getSetup" | "completeSetup"> {
  return {
    async getMe(_, call) {
      if (call.caller === null) throw new ApiProblem("unauthenticated", "Sign in first.");
      return describeCaller(call.caller);
    },

    async getSetup() {
      return { needed: await needsSetup(deps.db.read) };
    },

    async completeSetup({ body }) {
      const { token, name, email, password } = body;
      const tokenHash = sha256(token);
      // Hashing is dear: only for those who could use the result.
      if (!(await needsSetup(deps.db.read))) throw new ApiProblem("gone", "Signalbox is set up already: sign in.");
      const passwordHash = await hashPassword(password);
      const now = deps.now();
      await deps.db.transaction(async (tx) => {
        if (!(await useSetupLink(tx, { tokenHash, now }))) throw new ApiProblem("gone", notValid);
        const user = { name, email, passwordHash };
        const isFirst = await createFirstAdmin(tx, {
          user,
          actor: { kind: "person", name: email.toLowerCase() },
          now,
          newId: deps.newId,
        });
        if (!isFirst) throw new ApiProblem("gone", "Signalbox is set up already: sign in.");
      });
      const signedIn = await auth.api.signInEmail({ body: { email: email.toLowerCase(), password }, asResponse: true });
      const made = {
        kind: "person",
        userId: "",
        sessionId: "",
        name,
        email: email.toLowerCase(),
        role: "admin",
      } as const;
      const headers = new Headers();
      for (const cookie of signedIn.headers.getSetCookie()) headers.append("set-cookie", cookie);
      return Response.json(describeCaller(made), { status: 201, headers });
    },
  };
}
