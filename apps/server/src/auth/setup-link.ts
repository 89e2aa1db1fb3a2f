import { randomBytes } from "node:crypto";
import { createFirstAdmin, keepSetupLink, needsSetup } from "@signalbox/database";
import { publicUrlOf } from "../http/served-names.ts";
import type { ServerDeps } from "../server-deps.ts";
import { hashPassword } from "./hash-password.ts";
import { sha256 } from "./identify-caller.ts";

const validForMs = 3_600_000;

/** A one-time link to make the first admin, valid for an hour; only the hash of its token is kept. */
async function createSetupLink(deps: ServerDeps): Promise<string> {
  const token = randomBytes(32).toString("base64url");
  const now = deps.now();
  await deps.db.transaction((tx) => keepSetupLink(tx, { tokenHash: sha256(token), now, expiresAt: now + validForMs }));
  return `${publicUrlOf(deps.env)}/setup?token=${token}`;
}

/** Where nobody can sign in yet: makes the admin of the environment, or else a set-up link. Returns what is to be printed. */
export async function prepareFirstAdmin(deps: ServerDeps): Promise<string[]> {
  if (!(await needsSetup(deps.db.read))) return [];
  const { firstAdmin } = deps.env;
  if (firstAdmin === null) return [`Set up the first admin (valid for 1 hour): ${await createSetupLink(deps)}`];
  const passwordHash = await hashPassword(firstAdmin.password);
  const name = firstAdmin.email.split("@")[0]!;
  await deps.db.transaction((tx) =>
    createFirstAdmin(tx, {
      user: { name, email: firstAdmin.email, passwordHash },
      actor: { kind: "config", name: "environment" },
      now: deps.now(),
      newId: deps.newId,
    }),
  );
  return [];
}
