import { type ConfigFile, type ConnectionEntry, checkConfig, printConfig, resolveSecrets } from "@signalbox/contract";
import { compileRuleSet } from "@signalbox/core";
import {
  bumpConfigRevision,
  type ChangedBy,
  listDrillsOfConnection,
  loadSecrets,
  lockConfiguration,
  notifyLive,
  retireObject,
  type Tx,
} from "@signalbox/database";
import { compareConfig } from "./compare-config.ts";
import type { ConfigDeps } from "./config-deps.ts";
import { type DesiredConfig, desireConfig } from "./desire-config.ts";
import { knownWorld } from "./known-world.ts";
import { openStoredSecrets } from "./open-stored-secrets.ts";
import { type LiveConfig, readLiveConfig } from "./read-live-config.ts";
import { usesOfConnection } from "./uses-of-connection.ts";
import { writeChanges } from "./write-changes.ts";

/** Settings of one connection as a form holds them; credentials as `{kept: true}` or `{value: …}`. */
export interface ConnectionDraft {
  key: string;
  name: string;
  kind: string;
  config: Readonly<Record<string, unknown>>;
}

/** What is wrong with a field of the form, by its place in `config`. */
export interface DraftProblem {
  path: string;
  message: string;
}

export type ChangeConnectionOutcome =
  | { outcome: "saved" }
  | { outcome: "refused"; problems: DraftProblem[] }
  | { outcome: "conflict"; reason: string };

/** Makes or changes one connection, by the very path that a config file takes. @param revision the one that was read; 0: there was none. */
export async function changeConnection(
  deps: ConfigDeps,
  draft: ConnectionDraft,
  revision: number,
  actor: ChangedBy["actor"],
): Promise<ChangeConnectionOutcome> {
  return deps.db.transaction(async (tx) => {
    await lockConfiguration(tx);
    const live = await readLiveConfig(tx);
    const conflict = findConflict(live, draft, revision);
    if (conflict !== null) return { outcome: "conflict", reason: conflict };
    const ready = await desireDraft(deps, tx, live, draft);
    if (ready.outcome === "refused") return ready;
    const { desired } = ready;
    const changes = compareConfig(live.config, desired, { prune: false, now: deps.now() });
    if (changes.length === 0) return { outcome: "saved" };
    const by: ChangedBy = { actor, now: deps.now() };
    await writeChanges(tx, { by, secretKey: deps.secretKey, live, desired, changes });
    await bumpConfigRevision(tx);
    return { outcome: "saved" };
  });
}

export type RetireConnectionOutcome =
  | { outcome: "retired" }
  | { outcome: "not-there" }
  | { outcome: "in-use"; by: string[] };

/** Takes a connection out of use. Refused while a rule, a team or the paths of `failures` name it: they would do nothing.
 *  What it opened is still closed through it. */
export async function retireConnection(
  deps: ConfigDeps,
  key: string,
  actor: ChangedBy["actor"],
): Promise<RetireConnectionOutcome> {
  return deps.db.transaction(async (tx) => {
    await lockConfiguration(tx);
    const drills = (await listDrillsOfConnection(tx, key)).map((drill) => `the drill ${drill}`);
    const by = [...usesOfConnection((await readLiveConfig(tx)).config, key), ...drills];
    if (by.length > 0) return { outcome: "in-use", by };
    if (!(await retireObject(tx, { actor, now: deps.now() }, "connection", key))) return { outcome: "not-there" };
    await bumpConfigRevision(tx);
    await notifyLive(tx, "connection", key);
    return { outcome: "retired" };
  });
}

export type OpenedDraft =
  | { outcome: "opened"; config: Record<string, unknown>; secrets: Record<string, string> }
  | { outcome: "refused"; problems: DraftProblem[] };

/** Settings that were not saved, with their credentials: those given, and those kept where the address is still the same. */
export async function openDraft(deps: ConfigDeps, draft: ConnectionDraft): Promise<OpenedDraft> {
  return deps.db.transaction(async (tx) => {
    const live = await readLiveConfig(tx);
    const ready = await desireDraft(deps, tx, live, draft);
    if (ready.outcome === "refused") return ready;
    const { config, secrets: fields } = ready.desired.config.connections.get(draft.key)!;
    const id = live.ids.connection.get(draft.key);
    const stored = id === undefined ? [] : await loadSecrets(tx, deps.secretKey, "connection", id);
    const kept = stored.filter((secret) => Object.values(fields).includes(secret.id));
    const given = ready.desired.credentials.connections.get(draft.key) ?? [];
    const secrets = Object.fromEntries([...kept, ...given].map(({ field, value }) => [field, value]));
    return { outcome: "opened", config, secrets };
  });
}

function findConflict(live: LiveConfig, draft: ConnectionDraft, revision: number): string | null {
  const stored = live.revisions.connections.get(draft.key);
  if (stored === undefined) {
    const isKnown = live.ids.connection.has(draft.key);
    if (revision !== 0) return "It was retired meanwhile.";
    return isKnown ? `There was a connection with the key ${draft.key}: choose another key.` : null;
  }
  if (revision === 0) return `There is a connection with the key ${draft.key}: choose another key.`;
  if (stored !== revision) return "Somebody changed it meanwhile: load it again.";
  const before = live.config.connections.get(draft.key)!;
  return before.kind === draft.kind ? null : "The kind of a connection can't be changed: make another one.";
}

type Ready = { outcome: "ready"; desired: DesiredConfig } | { outcome: "refused"; problems: DraftProblem[] };

async function desireDraft(deps: ConfigDeps, tx: Tx, live: LiveConfig, draft: ConnectionDraft): Promise<Ready> {
  const { key, name, kind, config } = draft;
  const entry = { ...config, key, name, kind } as ConnectionEntry;
  const text = printConfig({ version: 1, connections: [entry] });
  const readDelivery = () => null;
  const checked = checkConfig(text, { compileRuleSet, world: knownWorld({ live: live.config, readDelivery }) });
  if (checked.document === null) return refused(checked.problems);
  const resolved = resolveSecrets(checked.document, {});
  if (resolved.outcome === "missing") {
    return refused([{ path: "", message: "a credential is entered here as it is: {env} is for the config file" }]);
  }
  const file: ConfigFile = resolved.document;
  const opened = await openStoredSecrets(tx, deps.secretKey, live, file);
  const now = deps.now();
  const desired = desireConfig({
    live: live.config,
    closedUntil: live.rows.closedUntil,
    file,
    opened,
    readDelivery,
    now,
  });
  if (desired.problems.length === 0) return { outcome: "ready", desired };
  return refused(desired.problems.map(({ path, message }) => ({ path: path.join("."), message })));
}

// `connections[0].auth.bearer` of the file is `auth.bearer` of the form.
function refused(problems: readonly DraftProblem[]): Ready {
  const bare = (path: string) => path.replace(/^connections(\[0\]|\.0)\.?/, "");
  return { outcome: "refused", problems: problems.map(({ path, message }) => ({ path: bare(path), message })) };
}
