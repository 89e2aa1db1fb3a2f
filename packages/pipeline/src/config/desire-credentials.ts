import { createHash } from "node:crypto";
import {
  type ConnectionEntry,
  connectionConfig,
  connectionSecrets,
  hookTokenLength,
  mapConnectionSecrets,
  type Path,
  type SourceEntry,
  settingsOf,
} from "@signalbox/contract";
import type { MappingBody } from "@signalbox/core";
import { authOverrideSchema, isEmptyMapping, readSecret, schemeFromAuth, senderByKey } from "@signalbox/senders";
import type { NormalConnection, NormalSecret, NormalSource } from "./normal-config.ts";

/** Something that only shows when a file meets its variables and what is stored. */
export interface ApplyProblem {
  path: Path;
  message: string;
}

/** Stored values by the id of their secret, for comparing: equal values are not written again. */
export type OpenedSecrets = ReadonlyMap<string, string>;

/** A credential that is to be stored. */
export interface NewCredential {
  field: string;
  label: string;
  value: string;
  expiresAt: number | null;
}

export interface Desired<Normal> {
  normal: Normal;
  store: NewCredential[];
  problems: ApplyProblem[];
}

/** A source as its entry wants it; `{env}` were replaced by values before. */
export function desireSource(
  entry: SourceEntry,
  live: NormalSource | undefined,
  opened: OpenedSecrets,
  path: Path,
): Desired<NormalSource> {
  const token = desireToken(entry, live, path);
  const secrets = desireSecrets(entry, live, opened, path);
  return {
    normal: {
      name: entry.name ?? entry.key,
      sender: entry.sender,
      auth: entry.auth ?? {},
      settings: { ...settingsOf(entry) },
      mapping:
        entry.mapping === undefined ? (live?.mapping ?? null) : usedMapping(entry.mapping as unknown as MappingBody),
      tokenHash: token.hash,
      secrets: secrets.secrets,
    },
    store: [...token.store, ...secrets.store],
    problems: [...token.problems, ...secrets.problems],
  };
}

/** A mapping that says nothing is none. */
export function usedMapping(mapping: MappingBody): MappingBody | null {
  return isEmptyMapping(mapping) ? null : mapping;
}

/** SHA-256 in hex, as `sources.token_hash` keeps it. */
export function hashToken(token: string): string {
  return createHash("sha256").update(token).digest("hex");
}

function desireToken(entry: SourceEntry, live: NormalSource | undefined, path: Path) {
  const at = [...path, "token"];
  if (entry.token !== undefined && "value" in entry.token) {
    const { value } = entry.token;
    const problems: ApplyProblem[] = [];
    if (value.length < hookTokenLength) {
      problems.push({
        path: at,
        message: `the token has ${value.length} characters: it needs at least ${hookTokenLength}`,
      });
    }
    if (!/^[A-Za-z0-9._~-]+$/.test(value)) {
      problems.push({ path: at, message: "the token stands in a URL: use letters, digits, - and _ only" });
    }
    const hash = hashToken(value);
    const store = hash === live?.tokenHash ? [] : [{ field: "token", label: "", value, expiresAt: null }];
    return { hash, store, problems };
  }
  if (entry.token !== undefined && live === undefined) {
    return { hash: null, store: [], problems: [{ path: at, message: nothingKept }] };
  }
  return { hash: live?.tokenHash ?? null, store: [], problems: [] };
}

const nothingKept =
  "{kept: true} keeps what is stored, and nothing is: write {env: NAME} or {value: …}, or leave it out";

function desireSecrets(entry: SourceEntry, live: NormalSource | undefined, opened: OpenedSecrets, path: Path) {
  const stored = live?.secrets ?? [];
  if (entry.secrets === undefined) return { secrets: stored, store: [], problems: [] };
  const scheme = schemeOf(entry);
  const problems: ApplyProblem[] = [];
  const secrets: NormalSecret[] = entry.secrets.some((secret) => "kept" in secret) ? [...stored] : [];
  const store: NewCredential[] = [];
  entry.secrets.forEach((secret, index) => {
    const at = [...path, "secrets", index];
    if ("kept" in secret) {
      if (stored.length === 0) problems.push({ path: at, message: nothingKept });
      return;
    }
    const value = "value" in secret ? secret.value : "";
    const read = scheme === null ? null : readSecret(scheme, value);
    if (read?.outcome === "unusable") problems.push({ path: at, message: read.reason });
    const same = stored.find((one) => one.id !== null && opened.get(one.id) === value);
    const expiresAt = secret.expiresAt === undefined ? null : Date.parse(secret.expiresAt);
    if (same === undefined) {
      store.push({ field: "signing", label: secret.label ?? "", value, expiresAt });
      secrets.push({ id: null, label: secret.label ?? "", expiresAt });
    } else if (!secrets.includes(same)) {
      secrets.push({ ...same, expiresAt });
    }
  });
  return { secrets, store, problems };
}

function schemeOf(entry: SourceEntry) {
  const sender = senderByKey(entry.sender);
  const auth = authOverrideSchema.safeParse(entry.auth ?? {});
  return sender === null || !auth.success ? null : schemeFromAuth(sender, auth.data);
}

/** A connection as its entry wants it. */
export function desireConnection(
  entry: ConnectionEntry,
  live: NormalConnection | undefined,
  opened: OpenedSecrets,
  path: Path,
): Desired<NormalConnection> {
  const problems: ApplyProblem[] = [];
  const store: NewCredential[] = [];
  const secrets: Record<string, string | null> = {};
  const isElsewhere = live !== undefined && originOf(entry) !== originOf(live.config);
  for (const { field, place, ref } of connectionSecrets(entry)) {
    const id = live?.secrets[field] ?? null;
    const value = "value" in ref ? ref.value : null;
    const isStored = id !== null && (value === null || opened.get(id) === value);
    if (value === null && (id === null || isElsewhere)) {
      const message = id === null ? nothingKept : addressChanged;
      problems.push({ path: [...path, place], message });
    }
    secrets[field] = isStored ? id : null;
    if (!isStored && value !== null) store.push({ field, label: "", value, expiresAt: null });
  }
  const config = connectionConfig(mapConnectionSecrets(entry, () => ({ kept: true })));
  return { normal: { name: entry.name ?? entry.key, kind: entry.kind, config, secrets }, store, problems };
}

const addressChanged =
  "enter the credential again: the address has changed, and what is stored goes to the old one alone";

/** Where a connection calls: a mail server's host and port, and scheme, host and port of every address that it names. Who may
 *  change an address must not learn its credentials by it. */
function originOf(config: Record<string, unknown>): string {
  const { host, port = "", tls = "", auth } = config;
  const server = typeof host === "string" ? [`${host}:${String(port)} ${String(tls)}`] : [];
  const nested = (auth as { oauth2?: Record<string, unknown> } | undefined)?.oauth2 ?? {};
  const addresses = Object.entries({ ...config, ...nested }).flatMap(([name, value]) =>
    typeof value === "string" && /^https?:/i.test(value) && URL.canParse(value)
      ? [`${name} ${new URL(value).origin}`]
      : [],
  );
  return [...server, ...addresses].toSorted().join();
}
