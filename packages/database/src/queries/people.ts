import type { EpochMs } from "@signalbox/core";
import type { Reader } from "../doors/select-rows.ts";
import { and, asc, desc, eq, gt, isNull, lt, or } from "../drizzle.ts";
import { apiTokens, sessions, users } from "../schema/people.ts";

const userColumns = {
  id: users.id,
  name: users.name,
  email: users.email,
  role: users.role,
  disabled: users.banned,
  createdAt: users.createdAt,
};

/** By e-mail. */
export async function listUsers(reader: Reader, page: { after: string | null; limit: number }) {
  return reader
    .select(userColumns)
    .from(users)
    .where(page.after === null ? undefined : gt(users.email, page.after))
    .orderBy(asc(users.email))
    .limit(page.limit);
}

export async function findUser(reader: Reader, id: string) {
  const [found] = await reader.select(userColumns).from(users).where(eq(users.id, id));
  return found ?? null;
}

/** Newest first. */
export async function listApiTokens(reader: Reader, page: { after: number | null; limit: number }) {
  return reader
    .select({
      id: apiTokens.id,
      name: apiTokens.name,
      role: apiTokens.role,
      createdBy: apiTokens.createdBy,
      createdAt: apiTokens.createdAt,
      expiresAt: apiTokens.expiresAt,
      lastUsedAt: apiTokens.lastUsedAt,
      revokedAt: apiTokens.revokedAt,
    })
    .from(apiTokens)
    .where(page.after === null ? undefined : lt(apiTokens.id, page.after))
    .orderBy(desc(apiTokens.id))
    .limit(page.limit);
}

/** Whether the token of this name is valid now. Names are unique, those of ended tokens too. */
export async function isApiTokenAlive(reader: Reader, name: string, now: EpochMs): Promise<boolean> {
  const found = await reader
    .select({ id: apiTokens.id })
    .from(apiTokens)
    .where(
      and(
        eq(apiTokens.name, name),
        isNull(apiTokens.revokedAt),
        or(isNull(apiTokens.expiresAt), gt(apiTokens.expiresAt, now)),
      ),
    );
  return found.length === 1;
}

/** Whether the session still stands: signing out, a new role or being disabled removes its row. */
export async function isSessionAlive(reader: Reader, sessionId: string, now: EpochMs): Promise<boolean> {
  const found = await reader
    .select({ id: sessions.id })
    .from(sessions)
    .where(and(eq(sessions.id, sessionId), gt(sessions.expiresAt, new Date(now))));
  return found.length === 1;
}
