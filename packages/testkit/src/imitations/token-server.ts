import { type Imitation, startImitation } from "./imitation-server.ts";

/** What a client of the imitation needs. The secret holds what a form writes differently. */
export const tokenServerAccess = { clientId: "signalbox", clientSecret: "s3cret: of+a client/€" };

export interface TokenServer extends Imitation {
  /** Tokens that were given, the newest last; those before still hold until they are withdrawn. */
  given: readonly string[];
  holds(authorization: string | undefined): boolean;
  /** No token that was given holds any more. */
  withdraw(): void;
  /** What the next tokens are told to hold, in seconds; null: it says nothing. */
  tell(expiresIn: number | null): void;
}

/** An authorization server that gives tokens to its one client. Source: RFC 6749, sections 2.3.1, 4.4, 5.1 and 5.2. */
export async function startTokenServer(): Promise<TokenServer> {
  const given: string[] = [];
  let holding = new Set<string>();
  let expiresIn: number | null = 3600;
  const imitation = await startImitation({
    answer(call) {
      const form = new URLSearchParams(call.body);
      const isForm = call.headers["content-type"]?.startsWith("application/x-www-form-urlencoded") === true;
      if (call.method !== "POST" || call.path !== "/oauth/token" || !isForm) return { status: 404 };
      if (form.get("grant_type") !== "client_credentials") return refuse(400, "unsupported_grant_type");
      const [id, secret] = clientOf(call.headers.authorization, form);
      if (id !== tokenServerAccess.clientId || secret !== tokenServerAccess.clientSecret) {
        return refuse(401, "invalid_client", `no client ${id} with ${secret}`);
      }
      if (form.get("scope") === "forbidden") return refuse(400, "invalid_scope");
      const token = `token-${given.length + 1}-of-the-imitation`;
      given.push(token);
      holding.add(token);
      const more = expiresIn === null ? {} : { expires_in: expiresIn };
      return { status: 200, body: { access_token: token, token_type: "Bearer", ...more } };
    },
    keep: () => () => {},
  });
  return {
    ...imitation,
    given,
    holds: (authorization) => holding.has(authorization?.replace(/^Bearer /, "") ?? ""),
    withdraw: () => {
      holding = new Set();
    },
    tell: (seconds) => {
      expiresIn = seconds;
    },
  };
}

function clientOf(authorization: string | undefined, form: URLSearchParams): (string | null)[] {
  const basic = /^Basic (.+)$/.exec(authorization ?? "")?.[1];
  if (basic === undefined) return [form.get("client_id"), form.get("client_secret")];
  const [id = "", secret = ""] = Buffer.from(basic, "base64").toString("utf8").split(":");
  // As forms are read: + is a space.
  return [id, secret].map((text) => new URLSearchParams(`a=${text}`).get("a"));
}

function refuse(status: number, error: string, description = "no") {
  return { status, body: { error, error_description: description } };
}
