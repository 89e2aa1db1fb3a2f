import { z } from "zod";
import { defineRoute } from "./api-route.ts";
import { role } from "./scalar.ts";

export const me = z
  .object({
    kind: z.enum(["person", "token"]),
    name: z.string(),
    email: z.string().nullable(),
    role: role
      .nullable()
      .meta({ description: "null: the token of the environment, with every right that needs no person" }),
    may: z.array(z.string()).meta({ description: "operations of this API that the caller may use, by operation id" }),
  })
  .meta({ id: "Me" });
export type Me = z.infer<typeof me>;

export const getMe = defineRoute({
  method: "GET",
  path: "/api/v1/me",
  summary: "Who is calling",
  status: 200,
  answer: me,
});

export const setupState = z.object({ needed: z.boolean() }).meta({ id: "SetupState" });
export const getSetup = defineRoute({
  method: "GET",
  path: "/api/v1/setup",
  summary: "Whether the first admin is still to be made",
  status: 200,
  answer: setupState,
});
export const completeSetup = defineRoute({
  method: "POST",
  path: "/api/v1/setup",
  summary: "Make the first admin by the one-time set-up link; the answer signs in",
  body: z.object({
    token: z.string().min(1).max(200),
    name: z.string().trim().min(1).max(200),
    email: z.email().max(254),
    password: z.string().min(12, "at least 12 characters").max(128),
  }),
  status: 201,
  answer: me,
});
