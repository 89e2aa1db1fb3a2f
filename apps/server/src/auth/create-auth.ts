import { createHmac } from "node:crypto";
import { accounts, findUser, rateLimits, sessions, users, verifications } from "@signalbox/database";
import { betterAuth } from "better-auth";
import { drizzleAdapter } from "better-auth/adapters/drizzle";
import { publicUrlOf } from "../http/served-names.ts";
import type { ServerDeps } from "../server-deps.ts";
import { hashPassword, verifyPassword } from "./hash-password.ts";

const sessionIdleSeconds = 30 * 60;
export const sessionLongestMs = 12 * 3_600_000;
export const signInWindowMs = 15 * 60_000;
const signInTriesPerAddress = 30;
/** Carries the caller's address to the auth library; what a client sends under this name is thrown away. */
export const callerAddressHeader = "x-signalbox-caller";

/** The auth library on our tables, by the `pg` door: e-mail and password, nobody signs up by themselves. */
export function createAuth(deps: ServerDeps) {
  const { env, db } = deps;
  const publicUrl = publicUrlOf(env);
  const isHttps = publicUrl.startsWith("https://");
  const ownField = { type: "string", input: false } as const;
  return betterAuth({
    appName: "Signalbox",
    baseURL: publicUrl,
    basePath: "/api/auth",
    secret: createHmac("sha256", deps.secretKey).update("signalbox sessions").digest("base64"),
    database: drizzleAdapter(db.pg, {
      provider: "pg",
      schema: { user: users, session: sessions, account: accounts, verification: verifications, rateLimit: rateLimits },
    }),
    telemetry: { enabled: false },
    logger: { disabled: true },
    emailAndPassword: {
      enabled: true,
      disableSignUp: true,
      minPasswordLength: 12,
      maxPasswordLength: 128,
      password: { hash: hashPassword, verify: verifyPassword },
    },
    user: {
      additionalFields: {
        role: { ...ownField, required: true, defaultValue: "viewer" },
        banned: { type: "boolean", input: false, required: true, defaultValue: false },
      },
      changeEmail: { enabled: false },
      deleteUser: { enabled: false },
    },
    session: { expiresIn: sessionIdleSeconds, updateAge: 60, freshAge: 300, cookieCache: { enabled: false } },
    // Refused cross-site calls never get here; the loopback names of one server are one site.
    trustedOrigins: (request) => [publicUrl, ...(request ? [originOf(request)] : [])],
    rateLimit: {
      enabled: true,
      storage: "database",
      window: 60,
      max: 300,
      customRules: {
        "/sign-in/email": { window: signInWindowMs / 1000, max: signInTriesPerAddress },
        "/change-password": { window: signInWindowMs / 1000, max: 10 },
        "/get-session": false,
      },
    },
    advanced: {
      database: { generateId: () => deps.newId() },
      ipAddress: { ipAddressHeaders: [callerAddressHeader] },
      useSecureCookies: false,
      cookies: {
        session_token: {
          // A browser drops a __Host- cookie on plain http, so that name needs TLS.
          name: isHttps ? "__Host-signalbox" : "signalbox_session",
          attributes: { httpOnly: true, secure: isHttps, sameSite: "lax", path: "/" },
        },
      },
    },
    databaseHooks: {
      session: {
        create: {
          before: async (session) => {
            const user = await findUser(db.read, session.userId);
            return user === null || user.disabled ? false : undefined;
          },
        },
      },
    },
  });
}

export type Auth = ReturnType<typeof createAuth>;

function originOf(request: Request): string {
  return new URL(request.url).origin;
}
