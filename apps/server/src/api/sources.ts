import { testDue, toIso, toIsoOrNull } from "@signalbox/core";
import { findSource, listSources } from "@signalbox/database";
import {
  authOverrideSchema,
  provesBody,
  readSecret,
  schemeFromAuth,
  senderByKey,
  takesSecrets,
} from "@signalbox/senders";
import { z } from "zod";
import type { ServerDeps } from "../server-deps.ts";
import { type Handlers, notFound } from "./handlers.ts";
import { loadShownSecrets } from "./kept-secrets.ts";
import { pageOfRows } from "./page-of-rows.ts";
import { openSource } from "./source-token.ts";

export type SourceRow = NonNullable<Awaited<ReturnType<typeof findSource>>>;

export function sourceHandlers(deps: ServerDeps): Pick<Handlers, "listSources" | "getSource"> {
  return {
    async listSources({ query }) {
      const page = await pageOfRows(query, {
        key: z.string(),
        fetch: (place) => listSources(deps.db.read, { retired: query.retired, now: deps.now() }, place),
        keyOf: (row) => row.key,
        item: (row) => row,
      });
      return { ...page, items: await Promise.all(page.items.map((row) => showSource(deps, row))) };
    },
    async getSource({ params }) {
      return showSource(deps, await findSourceRow(deps, params.key));
    },
  };
}

export async function findSourceRow(deps: ServerDeps, key: string): Promise<SourceRow> {
  const found = await findSource(deps.db.read, key, deps.now());
  if (found === null) throw notFound("source");
  return found;
}

export async function showSource(deps: ServerDeps, row: SourceRow) {
  const sender = senderByKey(row.sender);
  const auth = authOverrideSchema.safeParse(row.auth);
  const scheme = sender !== null && auth.success ? schemeFromAuth(sender, auth.data) : null;
  return {
    key: row.key,
    name: row.name,
    sender: row.sender,
    senderName: sender?.name ?? row.sender,
    scheme: scheme?.type ?? "unknown",
    signed: scheme !== null && provesBody(scheme),
    advice: await adviseOn(deps, row),
    settings: row.settings,
    sendsByGet: sender?.sendsByGet === true,
    networks: auth.success ? (auth.data.networks ?? []) : [],
    auth: withoutNetworks(row.auth),
    secrets: await loadShownSecrets(deps, "source", row.id),
    lastDeliveryAt: toIsoOrNull(row.lastDeliveryAt),
    test: showTestDue(row),
    deliveries24h: row.deliveries24h,
    revision: row.revision,
    createdAt: toIso(row.createdAt),
    updatedAt: toIso(row.updatedAt),
    retiredAt: toIsoOrNull(row.retiredAt),
  };
}

function withoutNetworks({ networks: _, ...auth }: SourceRow["auth"]): Record<string, unknown> {
  return auth;
}

function showTestDue(row: SourceRow) {
  const { everyMs, isAsked, dueAt } = testDue({ ...row, expectTestEvery: row.settings.expectTestEvery });
  return { everySeconds: everyMs / 1_000, asked: isAsked, lastAt: toIsoOrNull(row.lastTestAt), dueAt: toIso(dueAt) };
}

async function adviseOn(deps: ServerDeps, row: SourceRow): Promise<string[]> {
  if (senderByKey(row.sender) === null) return [`The sender ${row.sender} is not known to this version.`];
  if (!authOverrideSchema.safeParse(row.auth).success)
    return ["Its auth can't be read by this version: save it again."];
  const { scheme, secrets } = await openSource(deps, row);
  const hasNetworks = Array.isArray(row.auth.networks) && row.auth.networks.length > 0;
  const advice: string[] = [];
  if (!provesBody(scheme) && !hasNetworks) {
    const proves = {
      "url-token": "whoever knows the URL can post",
      jwt: "the token proves who sends, not what was sent",
      mtls: "the certificate proves who sends to the proxy, not what the proxy passes on",
    } as Record<string, string>;
    const what = proves[scheme.type] ?? "the secret proves who sends, not what was sent";
    advice.push(`Unsigned: ${what}. Name the networks of your tool in its settings, and only they get in.`);
  }
  if (takesSecrets(scheme) && secrets.length === 0) {
    advice.push("It has no secret, so every delivery is refused: add the one that your tool uses.");
  } else if (takesSecrets(scheme) && !secrets.some(({ value }) => readSecret(scheme, value).outcome === "usable")) {
    advice.push(
      "None of its secrets can serve for how it proves itself, so every delivery is refused: add one that can.",
    );
  }
  if (scheme.type === "mtls" && deps.env.trustedProxies.length === 0) {
    advice.push(
      "No proxy is named in SIGNALBOX_TRUSTED_PROXIES, so every delivery is refused: name the one that asks for the certificate.",
    );
  }
  const isShort = secrets.some((secret) => {
    const read = readSecret(scheme, secret.value);
    return read.outcome === "usable" && read.isShort;
  });
  if (scheme.type === "sns" && scheme.topics === null) {
    advice.push(
      "Any AWS account can let Amazon SNS sign, so the URL is the secret. Name your topics under How it proves itself, and only they get in.",
    );
  }
  if (isShort) advice.push("A secret is shorter than 16 bytes: rotate it to a longer one.");
  return advice;
}
