import { connectionKinds } from "@signalbox/connections";
import {
  explainIssues,
  type KnownConnectionKind,
  type KnownWorld,
  type LiveKeys,
  type Path,
  type SourceEntry,
  wordIssue,
} from "@signalbox/contract";
import { type Sender, senderByKey, senders } from "@signalbox/senders";
import type { z } from "zod";
import { judgeAuth } from "../source/judge-auth.ts";
import { judgeMapping } from "../source/judge-mapping.ts";
import type { NormalConfig } from "./normal-config.ts";

/** What a check of the config file knows of the program: its senders, its connection kinds, and what is live.
 *  @param live left out: the file stands alone, as on a machine without a database. */
export function knownWorld(
  options: { live?: NormalConfig; readDelivery?: (path: string) => string | null } = {},
): KnownWorld {
  const { live, readDelivery } = options;
  return {
    senders: senders.map((sender) => sender.key),
    judgeSource,
    connectionKinds: kinds,
    ...(readDelivery && { readDelivery }),
    ...(live && { live: liveKeys(live) }),
  };
}

const kinds: Record<string, KnownConnectionKind> = Object.fromEntries(
  connectionKinds.map((kind) => [
    kind.key,
    {
      judge: (config) => judge(kind.configSchema, config),
      actions(config) {
        const read = kind.configSchema.safeParse(config);
        return read.success ? kind.capabilities(read.data).actions : null;
      },
      runbooks(config) {
        const read = kind.configSchema.safeParse(config);
        return read.success ? (kind.remediation?.(read.data).runbooks ?? null) : null;
      },
      // Whether it can answer look-ups does not depend on how it is configured.
      answersLookUps: kind.lookUp !== undefined,
    },
  ]),
);

function judgeSource({
  sender: key,
  auth,
  allowGet,
  mapping,
  timeZone,
}: SourceEntry): { path: Path; message: string }[] {
  const sender = senderByKey(key);
  const found: { path: Path; message: string }[] =
    auth === undefined ? [] : judgeAuth(sender, auth).map((one) => ({ ...one, path: ["auth", ...one.path] }));
  if (sender === null) return found;
  if (mapping !== undefined) found.push(...judgeSourceMapping(sender, mapping, timeZone));
  if (allowGet === true && sender.sendsByGet !== true) {
    found.push({ path: ["allowGet"], message: `${sender.name} never sends by GET: leave allowGet out` });
  }
  return found;
}

function judgeSourceMapping(sender: Sender, mapping: unknown, timeZone: string | undefined) {
  return judgeMapping(sender, mapping, timeZone === undefined ? {} : { timeZone }).map(({ path, message }) => ({
    path: ["mapping", ...path] as Path,
    message,
  }));
}

function judge(schema: z.ZodType, value: unknown) {
  const read = schema.safeParse(value, { error: wordIssue });
  return read.success ? [] : explainIssues(read.error.issues, value);
}

function liveKeys(live: NormalConfig): LiveKeys {
  return {
    teams: [...live.teams.keys()],
    components: [...live.components.keys()],
    sources: [...live.sources.keys()],
    calendars: [...live.calendars.keys()],
    rotations: [...live.rotations.keys()],
    connections: [...live.connections].map(([key, { kind, config }]) => ({ key, kind, config })),
    rules: live.rules?.rules ?? [],
  };
}
