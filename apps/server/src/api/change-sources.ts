import type { RouteInput, updateSource } from "@signalbox/contract";
import {
  bumpConfigRevision,
  type ChangedBy,
  expireSecrets,
  journalChange,
  listDrillsOfSource,
  loadSecrets,
  lockConfiguration,
  notifyLive,
  retireObject,
  saveSource,
  storeSecret,
  type Tx,
} from "@signalbox/database";
import { judgeAuth, makeHookToken, makeSigningSecret } from "@signalbox/pipeline";
import { readSecret, senderByKey, takesSecrets, type VerificationScheme } from "@signalbox/senders";
import { sha256 } from "../auth/identify-caller.ts";
import { ApiProblem } from "../http/api-problem.ts";
import type { OwnHooks } from "../http/own-hooks.ts";
import type { SigningCertificates } from "../ingest/index.ts";
import type { ServerDeps } from "../server-deps.ts";
import { type ApiCall, actorOfCall, type Handlers } from "./handlers.ts";
import { hookUrl, openSource, signedSample, testLine } from "./source-token.ts";
import { findSourceRow, type SourceRow, showSource } from "./sources.ts";

const hourMs = 3_600_000;

export function changeSourceHandlers(
  deps: ServerDeps,
  { ownHooks, certificates }: { ownHooks: OwnHooks; certificates: SigningCertificates },
): Pick<
  Handlers,
  "createSource" | "updateSource" | "showSourceUrl" | "rotateSourceSecret" | "sendTestEvent" | "retireSource"
> {
  const { db, secretKey } = deps;
  const changedBy = (call: ApiCall): ChangedBy => ({ actor: actorOfCall(call), now: deps.now() });
  const changed = async (key: string, work: (tx: Tx) => Promise<void>): Promise<SourceRow> => {
    await db.transaction(async (tx) => {
      await work(tx);
      await bumpConfigRevision(tx);
      await notifyLive(tx, "source", key);
    });
    return findSourceRow(deps, key);
  };
  return {
    async createSource({ body }, call) {
      const sender = senderByKey(body.sender);
      if (sender === null) throw invalid("body.sender", `${body.sender} is not a sender that is known`);
      if (body.secret !== undefined) refuseUnusable(sender.scheme, body.secret, "body.secret");
      const token = makeHookToken();
      const made = body.secret === undefined ? makeSigningSecret(sender.scheme) : null;
      const secret = body.secret ?? made;
      const by = changedBy(call);
      const row = await changed(body.key, async (tx) => {
        const fresh = { sender: sender.key, tokenHash: sha256(token), auth: {}, settings: {} };
        const saved = await saveSource(
          tx,
          by,
          { key: body.key, name: body.name ?? sender.name, ...fresh },
          { revision: 0 },
        );
        if (saved.outcome === "conflict") {
          throw new ApiProblem("conflict", `There is or was a source with the key ${body.key}: choose another key.`);
        }
        const owner = { ownerKind: "source", ownerId: saved.id } as const;
        await storeSecret(tx, secretKey, { ...owner, field: "token", label: "", value: token });
        if (secret !== null)
          await storeSecret(tx, secretKey, { ...owner, field: "signing", label: "first", value: secret });
      });
      return { source: await showSource(deps, row), url: hookUrl(deps, token), secret: made };
    },

    async updateSource({ params, body }, call) {
      const before = await findSourceRow(deps, params.key);
      if (body.settings?.allowGet === true && senderByKey(before.sender)?.sendsByGet !== true) {
        throw invalid(
          "body.settings.allowGet",
          `${senderByKey(before.sender)?.name ?? before.sender} never sends by GET`,
        );
      }
      if (body.auth !== undefined) refuseAuth(before.sender, body.auth);
      const { key, sender, tokenHash } = before;
      const row = await changed(key, async (tx) => {
        const next = { key, sender, tokenHash, ...changedFields(before, body) };
        const options = { revision: body.revision, changed: namesOf(body) };
        const saved = await saveSource(tx, changedBy(call), next, options);
        if (saved.outcome === "conflict") {
          throw new ApiProblem("conflict", "Somebody changed this source meanwhile: load it again.");
        }
      });
      return showSource(deps, row);
    },

    async showSourceUrl({ params }, call) {
      const row = await findSourceRow(deps, params.key);
      const opened = await openSource(deps, row);
      if (opened.token === null) throw new ApiProblem("not-allowed", "The token of this source is not kept.");
      await db.transaction((tx) => journalChange(tx, changedBy(call), "source", row.key, "url-shown"));
      const url = hookUrl(deps, opened.token);
      return { url, curl: testLine(opened, url, deps.now()) };
    },

    async rotateSourceSecret({ params, body }, call) {
      const before = await findSourceRow(deps, params.key);
      const { scheme } = await openSource(deps, before);
      if (!takesSecrets(scheme)) throw new ApiProblem("not-allowed", "This source has no secret but its URL.");
      if (body.value !== undefined) refuseUnusable(scheme, body.value, "body.value");
      const made = body.value === undefined ? makeSigningSecret(scheme) : null;
      const by = changedBy(call);
      const row = await changed(before.key, async (tx) => {
        const stored = await loadSecrets(tx, secretKey, "source", before.id);
        const old = stored.filter((secret) => secret.field !== "token").map((secret) => secret.id);
        await expireSecrets(tx, old, by.now + body.overlapHours * hourMs);
        const value = body.value ?? made ?? "";
        const owner = { ownerKind: "source", ownerId: before.id } as const;
        await storeSecret(tx, secretKey, { ...owner, field: "signing", label: body.label, value });
        const details = { label: body.label, overlapHours: body.overlapHours };
        await journalChange(tx, by, "source", before.key, "secret-rotated", details);
      });
      return { source: await showSource(deps, row), secret: made };
    },

    async sendTestEvent({ params, body }, call) {
      const row = await findSourceRow(deps, params.key);
      if (row.retiredAt !== null) throw new ApiProblem("not-allowed", "This source is retired.");
      const opened = await openSource(deps, row);
      if (opened.token === null) throw new ApiProblem("not-allowed", "The token of this source is not kept.");
      const now = deps.now();
      const key = body.key ?? `signalbox-${body.kind}-${now}`;
      const signingKey = ["sns", "jwt"].includes(opened.scheme.type) ? await certificates.ownKey() : null;
      const answer = await ownHooks.post(opened.token, signedSample(opened, { kind: body.kind, key, now }, signingKey));
      await db.transaction((tx) =>
        journalChange(tx, changedBy(call), "source", row.key, "test-sent", { kind: body.kind, status: answer.status }),
      );
      return {
        status: answer.status,
        answer: answer.text,
        durationMs: answer.durationMs,
        deliveryId: readDeliveryId(answer.text),
        key,
      };
    },

    async retireSource({ params }, call) {
      const { key } = await findSourceRow(deps, params.key);
      const row = await changed(key, async (tx) => {
        await lockConfiguration(tx);
        const drills = await listDrillsOfSource(tx, key);
        if (drills.length > 0) {
          const names = drills.map((drill) => `the drill ${drill}`).join(", ");
          throw new ApiProblem("not-allowed", `${key} is named by ${names}: retire or change that first.`);
        }
        if (await retireObject(tx, changedBy(call), "source", key)) return;
        throw new ApiProblem("not-allowed", "This source is retired already.");
      });
      return showSource(deps, row);
    },
  };
}

type SourceChange = RouteInput<typeof updateSource>["body"];

function changedFields({ name, auth, settings }: SourceRow, body: SourceChange) {
  const next = Object.entries({ ...settings, ...body.settings }).filter(([, value]) => value !== null);
  const { networks, ...proof } = auth;
  const scheme = body.auth ?? proof;
  const walls = body.networks ?? networks;
  const isOpen = !Array.isArray(walls) || walls.length === 0;
  return {
    name: body.name ?? name,
    settings: Object.fromEntries(next),
    auth: isOpen ? scheme : { ...scheme, networks: walls },
  };
}

function namesOf({ revision: _, settings = {}, ...others }: SourceChange): string[] {
  return [...Object.keys(others), ...Object.keys(settings)];
}

function refuseAuth(sender: string, auth: Record<string, unknown>): void {
  const [first, ...more] = judgeAuth(senderByKey(sender), auth);
  if ("networks" in auth) throw invalid("body.auth.networks", "networks stand beside auth here");
  if (first === undefined) return;
  const errors = [first, ...more].map(({ path, message }) => ({ path: ["body", "auth", ...path].join("."), message }));
  throw new ApiProblem("invalid", first.message, { more: { errors } });
}

function refuseUnusable(scheme: VerificationScheme, value: string, path: string): void {
  const read = readSecret(scheme, value);
  if (read.outcome === "unusable") throw invalid(path, read.reason);
}

function invalid(path: string, message: string): ApiProblem {
  return new ApiProblem("invalid", message, { more: { errors: [{ path, message }] } });
}

function readDeliveryId(text: string): string | null {
  return /"deliveryId"\s*:\s*"([^"]{1,300})"/.exec(text)?.[1] ?? null;
}
