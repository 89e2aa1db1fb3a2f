import type { ActionKind, RuleAction, RunbookTerms } from "@signalbox/core";
import type { Path } from "./read-yaml.ts";
import type { SourceEntry } from "./source-entry.ts";

/** What a check knows of the program around it: senders and connection kinds stand in rooms of their own. */
export interface KnownWorld {
  /** Keys of the senders that are known. */
  senders: readonly string[];
  /** What is wrong with a source of a known sender: its `auth`, and what its sender can't do. Paths begin at the source. */
  judgeSource(source: SourceEntry): { path: Path; message: string }[];
  connectionKinds: Readonly<Record<string, KnownConnectionKind>>;
  /** A sample delivery that a test names, as text; null where there is none. Left out: not looked for. */
  readDelivery?: (path: string) => string | null;
  /** Objects that are live: a file may name them without writing them again. Left out: the file stands alone. */
  live?: LiveKeys;
}

export interface KnownConnectionKind {
  /** What is wrong with a connection's fields; `config` has no key, name and kind, and secrets as in the file. */
  judge(config: Readonly<Record<string, unknown>>): { path: Path; message: string }[];
  /** What a connection of this kind can carry out with this configuration; null where the configuration is wrong. */
  actions(config: Readonly<Record<string, unknown>>): readonly ActionKind[] | null;
  /** The fixes that a connection with this configuration names itself; null where it names none. */
  runbooks(config: Readonly<Record<string, unknown>>): readonly RunbookTerms[] | null;
  /** It answers look-ups: who is on call. */
  answersLookUps: boolean;
}

export interface LiveKeys {
  teams: readonly string[];
  components: readonly string[];
  sources: readonly string[];
  calendars: readonly string[];
  rotations: readonly string[];
  connections: readonly LiveConnection[];
  /** What the live rules order of each connection; they stay where the file has none. */
  rules: readonly { key: string; do: readonly RuleAction[] }[];
}

interface LiveConnection {
  key: string;
  kind: string;
  config: Readonly<Record<string, unknown>>;
}
