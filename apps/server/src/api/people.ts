import { randomBytes } from "node:crypto";
import { role } from "@signalbox/contract";
import { toIso, toIsoOrNull } from "@signalbox/core";
import {
  createApiToken,
  createUser,
  findUser,
  listApiTokens,
  listUsers,
  revokeApiToken,
  updateUser,
} from "@signalbox/database";
import { z } from "zod";
import { hashPassword } from "../auth/hash-password.ts";
import { sha256 } from "../auth/identify-caller.ts";
import { ApiProblem } from "../http/api-problem.ts";
import type { ServerDeps } from "../server-deps.ts";
import { actorOfCall, type Handlers, notFound } from "./handlers.ts";
import { pageOfRows } from "./page-of-rows.ts";

const dayMs = 86_400_000;

type UserRow = NonNullable<Awaited<ReturnType<typeof findUser>>>;
type TokenRow = Awaited<ReturnType<typeof listApiTokens>>[number];

export function peopleHandlers(
  deps: ServerDeps,
): Pick<Handlers, "listUsers" | "createUser" | "updateUser" | "listTokens" | "createToken" | "revokeToken"> {
  const { db } = deps;
  const find = async (id: string) => {
    const found = z.uuid().safeParse(id).success ? await findUser(db.read, id) : null;
    if (found === null) throw notFound("user");
    return found;
  };
  return {
    listUsers: ({ query }) =>
      pageOfRows(query, {
        key: z.string(),
        fetch: (page) => listUsers(db.read, page),
        keyOf: (row) => row.email,
        item: showUser,
      }),

    async createUser({ body }, call) {
      const { password, ...user } = body;
      const passwordHash = await hashPassword(password);
      const { newId } = deps;
      const id = await db.transaction((tx) =>
        createUser(tx, { user: { ...user, passwordHash }, actor: actorOfCall(call), now: deps.now(), newId }),
      );
      if (id === null) throw new ApiProblem("conflict", `There is a user with the e-mail ${user.email} already.`);
      return showUser(await find(id));
    },

    async updateUser({ params, body }, call) {
      const { id } = await find(params.id);
      const change = { userId: id, change: body, actor: actorOfCall(call), now: deps.now() };
      const outcome = await db.transaction((tx) => updateUser(tx, change));
      if (outcome === "last-admin") {
        throw new ApiProblem("not-allowed", "This is the last admin. Make somebody else an admin first.");
      }
      return showUser(await find(id));
    },

    listTokens: ({ query }) =>
      pageOfRows(query, {
        key: z.int(),
        fetch: (page) => listApiTokens(db.read, page),
        keyOf: (row) => row.id,
        item: showToken,
      }),

    async createToken({ body }, call) {
      const token = `sbxt_${randomBytes(32).toString("base64url")}`;
      const now = deps.now();
      const expiresAt = now + body.expiresInDays * dayMs;
      const kept = { name: body.name, tokenHash: sha256(token), role: body.role, expiresAt };
      const actor = actorOfCall(call);
      const id = await db.transaction((tx) => createApiToken(tx, { token: kept, actor, now }));
      if (id === null) throw new ApiProblem("conflict", `There is or was a token named ${body.name}.`);
      const [made] = await listApiTokens(db.read, { after: id + 1, limit: 1 });
      return { token, apiToken: showToken(made!) };
    },

    async revokeToken({ params }, call) {
      const id = /^\d{1,9}$/.test(params.id) ? Number(params.id) : 0;
      const actor = actorOfCall(call);
      const ended = await db.transaction((tx) => revokeApiToken(tx, { id, actor, now: deps.now() }));
      if (!ended) throw notFound("token that could be ended");
      return undefined;
    },
  };
}

function showUser(row: UserRow) {
  return {
    id: row.id,
    name: row.name,
    email: row.email,
    role: role.parse(row.role),
    disabled: row.disabled,
    createdAt: toIso(row.createdAt.getTime()),
  };
}

function showToken(row: TokenRow) {
  return {
    id: String(row.id),
    name: row.name,
    role: role.parse(row.role),
    createdBy: row.createdBy,
    createdAt: toIso(row.createdAt),
    expiresAt: toIsoOrNull(row.expiresAt),
    lastUsedAt: toIsoOrNull(row.lastUsedAt),
    revokedAt: toIsoOrNull(row.revokedAt),
  };
}
