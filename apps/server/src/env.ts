import { isIP } from "node:net";
import { resolve } from "node:path";
import { StartRefusal } from "@signalbox/database/start";
import { z } from "zod";

/** A network that outbound calls may reach although it is private; `port` null: every port there. */
type AllowedNetwork = { address: string; prefixLength: number; port: number | null };

export type Env = {
  port: number;
  host: string;
  /** Absolute. */
  dataDir: string;
  databaseUrl: string | null;
  role: "all" | "api" | "worker";
  /** Without a trailing slash; null: the address that we listen on. */
  publicUrl: string | null;
  /** 32 bytes; null only where the supervisor has yet to make or read the kept one. */
  secretKey: Buffer | null;
  firstAdmin: { email: string; password: string } | null;
  apiToken: string | null;
  /** Absolute. */
  configFile: string | null;
  allowNetworks: AllowedNetwork[];
  /** Networks in CIDR form whose forwarding headers are believed. */
  trustedProxies: string[];
  /** Absolute. */
  runbooksFile: string | null;
  outbound: boolean;
  insecureHttp: boolean;
  logLevel: "fatal" | "error" | "warn" | "info" | "debug" | "trace" | "silent";
  logFormat: "json" | "pretty";
  /** Set by the supervisor: no other worker uses this database, so every job lock found at start is a dead one's. */
  isSoleWorker: boolean;
};

const secretKeyHint = "must be 32 bytes in base64 (make one with: openssl rand -base64 32)";
const port = z.coerce.number("must be a port, 0–65535").int("must be a port, 0–65535").min(0).max(65_535);

const variables = z.object({
  PORT: port.default(8787),
  HOST: z
    .string()
    .regex(/^[A-Za-z0-9.:-]+$/, "must be a host name or an address")
    .default("127.0.0.1"),
  DATA_DIR: z.string().default(".data"),
  DATABASE_URL: z
    .string()
    .refine(isPostgresUrl, "must be a URL like postgres://user:password@host:5432/database")
    .optional(),
  SIGNALBOX_ROLE: z.enum(["all", "api", "worker"], "must be all, api or worker").default("all"),
  SIGNALBOX_PUBLIC_URL: z
    .string()
    .refine(
      isPublicUrl,
      "must be an http or https URL without path, query or password, like https://signalbox.example.com",
    )
    .transform((url) => url.replace(/\/$/, ""))
    .optional(),
  SIGNALBOX_SECRET_KEY: z
    .string()
    .refine((text) => /^[A-Za-z0-9+/]{43}=$/.test(text), secretKeyHint)
    .transform((text) => Buffer.from(text, "base64"))
    .optional(),
  SIGNALBOX_ADMIN_EMAIL: z.email("must be an e-mail address").optional(),
  SIGNALBOX_ADMIN_PASSWORD: z
    .string()
    .min(12, "must have at least 12 characters")
    .max(128, "must have at most 128 characters")
    .optional(),
  SIGNALBOX_API_TOKEN: z.string().min(32, "must have at least 32 characters").optional(),
  SIGNALBOX_CONFIG: z.string().optional(),
  SIGNALBOX_ALLOW_NETWORKS: z
    .string()
    .transform((text, context) => eachOf(text, context, parseAllowedNetwork, "CIDR[:port], like 10.1.0.0/16:443"))
    .default([]),
  SIGNALBOX_TRUSTED_PROXIES: z
    .string()
    .transform((text, context) => eachOf(text, context, parseCidr, "CIDR, like 10.0.0.0/8"))
    .default([]),
  SIGNALBOX_RUNBOOKS: z.string().optional(),
  SIGNALBOX_OUTBOUND: z.enum(["on", "off"], "must be on or off").default("on"),
  SIGNALBOX_INSECURE_HTTP: z.enum(["0", "1"], "must be 0 or 1").default("0"),
  LOG_LEVEL: z
    .enum(
      ["fatal", "error", "warn", "info", "debug", "trace", "silent"],
      "must be fatal, error, warn, info, debug, trace or silent",
    )
    .default("info"),
  LOG_FORMAT: z.enum(["json", "pretty"], "must be json or pretty").optional(),
  SIGNALBOX_SOLE_WORKER: z.enum(["0", "1"], "must be 0 or 1").default("0"),
});

/** Reads the environment once. Empty variables count as unset. No value is ever repeated in an error.
 *  @throws StartRefusal with one line per wrong variable, all of them at once. */
export function readEnv(surroundings: NodeJS.ProcessEnv): Env {
  const given = Object.fromEntries(
    Object.entries(surroundings).filter(([, value]) => value !== undefined && value !== ""),
  );
  const parsed = variables.safeParse(given);
  const wrong = parsed.success
    ? []
    : parsed.error.issues.map((issue) => `${issue.path[0]?.toString()} ${issue.message}`);
  const lines = [...wrong, ...missingTogether(given)];
  if (!parsed.success || lines.length > 0) throw new StartRefusal([...new Set(lines)].sort());
  const read = parsed.data;
  return {
    port: read.PORT,
    host: read.HOST,
    dataDir: resolve(read.DATA_DIR),
    databaseUrl: read.DATABASE_URL ?? null,
    role: read.SIGNALBOX_ROLE,
    publicUrl: read.SIGNALBOX_PUBLIC_URL ?? null,
    secretKey: read.SIGNALBOX_SECRET_KEY ?? null,
    firstAdmin:
      read.SIGNALBOX_ADMIN_EMAIL && read.SIGNALBOX_ADMIN_PASSWORD
        ? { email: read.SIGNALBOX_ADMIN_EMAIL, password: read.SIGNALBOX_ADMIN_PASSWORD }
        : null,
    apiToken: read.SIGNALBOX_API_TOKEN ?? null,
    configFile: read.SIGNALBOX_CONFIG ? resolve(read.SIGNALBOX_CONFIG) : null,
    allowNetworks: read.SIGNALBOX_ALLOW_NETWORKS,
    trustedProxies: read.SIGNALBOX_TRUSTED_PROXIES.map((network) => `${network.address}/${network.prefixLength}`),
    runbooksFile: read.SIGNALBOX_RUNBOOKS ? resolve(read.SIGNALBOX_RUNBOOKS) : null,
    outbound: read.SIGNALBOX_OUTBOUND === "on",
    insecureHttp: read.SIGNALBOX_INSECURE_HTTP === "1",
    logLevel: read.LOG_LEVEL,
    logFormat: read.LOG_FORMAT ?? (read.SIGNALBOX_ROLE === "all" ? "pretty" : "json"),
    isSoleWorker: read.SIGNALBOX_SOLE_WORKER === "1",
  };
}

// What only shows when variables are read together; asked even where single ones are wrong, to name all at once.
function missingTogether(given: Record<string, string | undefined>): string[] {
  const lines: string[] = [];
  const role = given.SIGNALBOX_ROLE ?? "all";
  if ((role === "api" || role === "worker") && !given.DATABASE_URL)
    lines.push(`DATABASE_URL is required where SIGNALBOX_ROLE is ${role}`);
  if (given.DATABASE_URL && !given.SIGNALBOX_SECRET_KEY) {
    lines.push(`SIGNALBOX_SECRET_KEY is required where DATABASE_URL is set: it ${secretKeyHint}`);
  }
  if (!given.SIGNALBOX_ADMIN_EMAIL !== !given.SIGNALBOX_ADMIN_PASSWORD) {
    const missing = given.SIGNALBOX_ADMIN_EMAIL ? "SIGNALBOX_ADMIN_PASSWORD" : "SIGNALBOX_ADMIN_EMAIL";
    lines.push(`${missing} is missing: the first admin needs both e-mail and password`);
  }
  const isPlain = !given.SIGNALBOX_PUBLIC_URL?.startsWith("https://") && given.SIGNALBOX_INSECURE_HTTP !== "1";
  if (role !== "worker" && given.HOST && isWildcard(given.HOST) && !given.SIGNALBOX_PUBLIC_URL) {
    lines.push(
      "HOST listens on every address and names none: set SIGNALBOX_PUBLIC_URL to the one that people and senders use, and SIGNALBOX_INSECURE_HTTP=1 where it is not https",
    );
  } else if (role !== "worker" && given.HOST && !isLoopback(given.HOST) && isPlain) {
    lines.push(
      "HOST listens beyond this machine: set SIGNALBOX_PUBLIC_URL to the https address, or SIGNALBOX_INSECURE_HTTP=1",
    );
  }
  return lines;
}

/** Listens on every address, and so names none. */
function isWildcard(host: string): boolean {
  return /^[0.:]+$/.test(host);
}

export function isLoopback(host: string): boolean {
  return host === "localhost" || host === "::1" || (isIP(host) === 4 && host.startsWith("127."));
}

function isPostgresUrl(text: string): boolean {
  return URL.canParse(text) && /^postgres(ql)?:$/.test(new URL(text).protocol);
}

function isPublicUrl(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const url = new URL(text);
  const isBare = url.pathname === "/" && !url.search && !url.hash && !url.username && !url.password;
  return /^https?:$/.test(url.protocol) && isBare;
}

function eachOf<T>(
  text: string,
  context: z.RefinementCtx<string>,
  parse: (entry: string) => T | null,
  form: string,
): T[] {
  const found: T[] = [];
  for (const entry of text
    .split(",")
    .map((part) => part.trim())
    .filter((part) => part !== "")) {
    const parsed = parse(entry);
    if (parsed) found.push(parsed);
    else context.addIssue({ code: "custom", message: `must be a comma-separated list of ${form}` });
  }
  return found;
}

function parseAllowedNetwork(entry: string): AllowedNetwork | null {
  const withPort = /^(.*\/\d{1,3}|[\d.]+):(\d{1,5})$/.exec(entry);
  const network = parseCidr(withPort?.[1] ?? entry);
  const portNumber = withPort ? Number(withPort[2]) : null;
  if (!network || (portNumber !== null && (portNumber < 1 || portNumber > 65_535))) return null;
  return { ...network, port: portNumber };
}

function parseCidr(entry: string): { address: string; prefixLength: number } | null {
  const [address = "", prefix, ...more] = entry.split("/");
  const bits = isIP(address) === 4 ? 32 : isIP(address) === 6 ? 128 : 0;
  if (bits === 0 || more.length > 0 || (prefix !== undefined && !/^\d{1,3}$/.test(prefix))) return null;
  const prefixLength = prefix === undefined ? bits : Number(prefix);
  return prefixLength <= bits ? { address, prefixLength } : null;
}
