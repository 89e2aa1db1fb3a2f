import type { EpochMs } from "@signalbox/core";
import type { Tx } from "../../doors/transaction.ts";
import { sql } from "../../drizzle.ts";
import { appendJournal } from "../../journal/append-journal.ts";
import { accounts, users } from "../../schema/people.ts";

export type UserRole = "viewer" | "ops" | "approver" | "finance" | "admin";
export type Actor = { kind: "person" | "token" | "system" | "config"; name: string };

export type NewUser = {
  name: string;
  /** Stored in lower case. */
  email: string;
  role: UserRole;
  /** As the auth library's own hash function made it. */
  passwordHash: string;
};

/** Adds a person who signs in by e-mail and password. Returns the id, or null where the e-mail is taken. */
export async function createUser(
  tx: Tx,
  input: { user: NewUser; actor: Actor; now: EpochMs; newId: () => string },
): Promise<string | null> {
  const { user, actor, now, newId } = input;
  const id = newId();
  const at = new Date(now);
  const email = user.email.toLowerCase();
  const made = await tx
    .insert(users)
    .values({ id, name: user.name, email, emailVerified: true, role: user.role, createdAt: at, updatedAt: at })
    .onConflictDoNothing()
    .returning({ id: users.id });
  if (made.length === 0) return null;
  await tx.insert(accounts).values({
    id: newId(),
    accountId: id,
    providerId: "credential",
    userId: id,
    password: user.passwordHash,
    createdAt: at,
    updatedAt: at,
  });
  await appendJournal(tx, {
    at: now,
    actorKind: actor.kind,
    actor: actor.name,
    verb: "user.added",
    subjectKind: "user",
    subjectId: email,
    details: { role: user.role },
  });
  return id;
}

/** Makes the first admin, once: true only for the caller that found nobody there. Others wait for the lock and get false. */
export async function createFirstAdmin(
  tx: Tx,
  input: { user: Omit<NewUser, "role">; actor: Actor; now: EpochMs; newId: () => string },
): Promise<boolean> {
  await tx.execute(sql`select pg_advisory_xact_lock(hashtext('signalbox first admin'))`);
  const found = await tx.select({ id: users.id }).from(users).limit(1);
  if (found.length > 0) return false;
  return (await createUser(tx, { ...input, user: { ...input.user, role: "admin" } })) !== null;
}
