import type { EpochMs } from "@signalbox/core";
import type { Database } from "../../doors/open-database.ts";
import type { Tx } from "../../doors/transaction.ts";
import { and, eq, gt, isNull, lt, or } from "../../drizzle.ts";
import { appendJournal } from "../../journal/append-journal.ts";
import { apiTokens } from "../../schema/people.ts";
import type { Actor, UserRole } from "./create-user.ts";

/** Keeps the hash of a token. Returns its id, or null where the name is taken. */
export async function createApiToken(
  tx: Tx,
  input: {
    token: { name: string; tokenHash: Buffer; role: UserRole; expiresAt: EpochMs | null };
    actor: Actor;
    now: EpochMs;
  },
): Promise<number | null> {
  const { token, actor, now } = input;
  const made = await tx
    .insert(apiTokens)
    .values({ ...token, createdBy: actor.name, createdAt: now })
    .onConflictDoNothing({ target: apiTokens.name })
    .returning({ id: apiTokens.id });
  if (!made[0]) return null;
  await appendJournal(tx, {
    at: now,
    actorKind: actor.kind,
    actor: actor.name,
    verb: "token.added",
    subjectKind: "token",
    subjectId: token.name,
    details: { role: token.role },
  });
  return made[0].id;
}

/** Ends a token; false where it is unknown or was ended before. */
export async function revokeApiToken(tx: Tx, input: { id: number; actor: Actor; now: EpochMs }): Promise<boolean> {
  const { id, actor, now } = input;
  const ended = await tx
    .update(apiTokens)
    .set({ revokedAt: now })
    .where(and(eq(apiTokens.id, id), isNull(apiTokens.revokedAt)))
    .returning({ name: apiTokens.name });
  if (!ended[0]) return false;
  await appendJournal(tx, {
    at: now,
    actorKind: actor.kind,
    actor: actor.name,
    verb: "token.revoked",
    subjectKind: "token",
    subjectId: ended[0].name,
  });
  return true;
}

const usedAgainAfterMs = 60_000;

/** The token of this hash if it is valid now; notes its use at most once a minute. */
export async function findApiToken(
  db: Database,
  token: { tokenHash: Buffer; now: EpochMs },
): Promise<{ id: number; name: string; role: UserRole } | null> {
  const { tokenHash, now } = token;
  const isValid = and(
    eq(apiTokens.tokenHash, tokenHash),
    isNull(apiTokens.revokedAt),
    or(isNull(apiTokens.expiresAt), gt(apiTokens.expiresAt, now)),
  );
  const [found] = await db.read
    .select({ id: apiTokens.id, name: apiTokens.name, role: apiTokens.role, lastUsedAt: apiTokens.lastUsedAt })
    .from(apiTokens)
    .where(isValid);
  if (!found) return null;
  if (found.lastUsedAt === null || found.lastUsedAt < now - usedAgainAfterMs) {
    await db.read
      .update(apiTokens)
      .set({ lastUsedAt: now })
      .where(and(eq(apiTokens.id, found.id), or(isNull(apiTokens.lastUsedAt), lt(apiTokens.lastUsedAt, now))));
  }
  return { id: found.id, name: found.name, role: found.role as UserRole };
}
