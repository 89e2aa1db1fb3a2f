import { z } from "zod";
import { defineRoute } from "./api-route.ts";
import { pageOf, pageQuery } from "./page.ts";
import { idParams, instant, role } from "./scalar.ts";

export const user = z
  .object({
    id: z.string(),
    name: z.string(),
    email: z.string(),
    role,
    disabled: z.boolean(),
    createdAt: instant,
  })
  .meta({ id: "User" });
export type User = z.infer<typeof user>;
export const newPassword = z.string().min(12, "at least 12 characters").max(128);
export const listUsers = defineRoute({
  method: "GET",
  path: "/api/v1/users",
  summary: "People who may sign in, by e-mail",
  query: pageQuery,
  status: 200,
  answer: pageOf(user),
});
export const createUser = defineRoute({
  method: "POST",
  path: "/api/v1/users",
  summary: "Add a person",
  body: z.object({ name: z.string().trim().min(1).max(200), email: z.email().max(254), password: newPassword, role }),
  status: 201,
  answer: user,
});
export const updateUser = defineRoute({
  method: "PATCH",
  path: "/api/v1/users/{id}",
  summary: "Change name, role or access; a change of role or access ends the person's sessions",
  params: idParams,
  body: z.object({
    name: z.string().trim().min(1).max(200).optional(),
    role: role.optional(),
    disabled: z.boolean().optional(),
  }),
  status: 200,
  answer: user,
});

export const apiToken = z
  .object({
    id: z.string(),
    name: z.string(),
    role,
    createdBy: z.string(),
    createdAt: instant,
    expiresAt: instant.nullable(),
    lastUsedAt: instant.nullable(),
    revokedAt: instant.nullable(),
  })
  .meta({ id: "ApiToken" });
export type ApiToken = z.infer<typeof apiToken>;
export const listTokens = defineRoute({
  method: "GET",
  path: "/api/v1/tokens",
  summary: "Tokens for automation, newest first",
  query: pageQuery,
  status: 200,
  answer: pageOf(apiToken),
});
export const createToken = defineRoute({
  method: "POST",
  path: "/api/v1/tokens",
  summary: "Make a token; it is shown this once",
  body: z.object({
    name: z.string().trim().min(1).max(100),
    role,
    expiresInDays: z.number().int().min(1).max(366).default(365),
  }),
  status: 201,
  answer: z.object({ token: z.string(), apiToken }),
});
export const revokeToken = defineRoute({
  method: "DELETE",
  path: "/api/v1/tokens/{id}",
  summary: "End a token at once",
  params: idParams,
  status: 204,
  answer: null,
});
