import type { EpochMs } from "@signalbox/core";
import type { Tx } from "../../doors/transaction.ts";
import { eq } from "../../drizzle.ts";
import { appendJournal } from "../../journal/append-journal.ts";
import { sessions, users } from "../../schema/people.ts";
import type { Actor, UserRole } from "./create-user.ts";

export type UserChange = { name?: string | undefined; role?: UserRole | undefined; disabled?: boolean | undefined };

export type UpdateUserOutcome = "updated" | "not-found" | "last-admin";

/** Changes a person. A new role, or being disabled, ends all sessions of that person in the same transaction.
 *  `last-admin`: nobody could administer any more, so nothing was changed. */
export async function updateUser(
  tx: Tx,
  input: { userId: string; change: UserChange; actor: Actor; now: EpochMs },
): Promise<UpdateUserOutcome> {
  const { userId, change, actor, now } = input;
  const admins = await tx
    .select({ id: users.id, banned: users.banned })
    .from(users)
    .where(eq(users.role, "admin"))
    .orderBy(users.id)
    .for("update");
  const [user] = await tx.select().from(users).where(eq(users.id, userId)).for("update");
  if (!user) return "not-found";
  const role = change.role ?? user.role;
  const banned = change.disabled ?? user.banned;
  const isLastAdmin = admins.every((admin) => admin.id === userId || admin.banned);
  if (user.role === "admin" && isLastAdmin && (role !== "admin" || banned)) return "last-admin";
  await tx
    .update(users)
    .set({ name: change.name ?? user.name, role, banned, updatedAt: new Date(now) })
    .where(eq(users.id, userId));
  if (role !== user.role || (banned && !user.banned)) await tx.delete(sessions).where(eq(sessions.userId, userId));
  await appendJournal(tx, {
    at: now,
    actorKind: actor.kind,
    actor: actor.name,
    verb: "user.changed",
    subjectKind: "user",
    subjectId: user.email,
    details: { from: { role: user.role, disabled: user.banned }, to: { role, disabled: banned } },
  });
  return "updated";
}
