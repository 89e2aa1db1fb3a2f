import { closestName } from "./closest-name.ts";
import type { ConfigFile } from "./config-file.ts";
import type { ConnectionEntry } from "./connection-entry.ts";
import type { KnownWorld } from "./known-world.ts";
import type { Path } from "./read-yaml.ts";

/** Something to mend or to know, by its path in the file. */
export interface Finding {
  path: Path;
  message: string;
}

/** What can be referred to by its key. */
export type Namespace = "team" | "component" | "source" | "calendar" | "rotation" | "connection";

/** Every name that can be referred to: of the file, and live. */
export function collectNames(file: ConfigFile, world: KnownWorld): Record<Namespace, string[]> {
  const keys = (entries: readonly { key: string }[] | undefined, live: readonly string[] | undefined) => [
    ...(entries ?? []).map((entry) => entry.key),
    ...(live ?? []),
  ];
  return {
    team: keys(file.teams, world.live?.teams),
    component: keys(file.components, world.live?.components),
    source: keys(file.sources, world.live?.sources),
    calendar: keys(file.calendars, world.live?.calendars),
    rotation: keys(file.rotations, world.live?.rotations),
    connection: keys(
      file.connections,
      world.live?.connections.map((connection) => connection.key),
    ),
  };
}

/** Words for a name that does not exist. */
export function wordUnknown(kind: Namespace, key: string, known: readonly string[]): string {
  const near = closestName(key, known);
  if (near !== null) return `there is no ${kind} "${key}": did you mean "${near}"?`;
  const plural = `${kind}s`;
  return `there is no ${kind} "${key}": add it under ${plural}${known.length > 0 && known.length <= 12 ? ` (there are ${known.join(", ")})` : ""}`;
}

/** What a connection's kind judges and what is stored: the entry without key, name and kind. */
export function connectionConfig(connection: ConnectionEntry): Record<string, unknown> {
  const { key: _key, name: _name, kind: _kind, ...config } = connection;
  return config;
}

/** A connection of the file, else a live one. */
export function connectionOf(
  file: ConfigFile,
  world: KnownWorld,
  key: string,
): { kind: string; config: Readonly<Record<string, unknown>> } | undefined {
  const written = file.connections?.find((connection) => connection.key === key);
  if (written !== undefined) return { kind: written.kind, config: connectionConfig(written) };
  return world.live?.connections.find((connection) => connection.key === key);
}

/** A finding where the connection does not exist or can't carry out what is ordered of it. */
export function mustDo(file: ConfigFile, world: KnownWorld, action: string, key: string, path: Path): Finding[] {
  const connection = connectionOf(file, world, key);
  if (connection === undefined)
    return [{ path, message: wordUnknown("connection", key, collectNames(file, world).connection) }];
  const able = world.connectionKinds[connection.kind]?.actions(connection.config);
  if (able === undefined || able === null || able.some((one) => one === action)) return [];
  const can = able.length === 0 ? "nothing that a rule orders" : able.join(", ");
  return [
    { path, message: `"${key}" is a ${connection.kind} connection and can't carry out ${action}: it can do ${can}` },
  ];
}
