import { checkCustomers } from "./check-customers.ts";
import { checkDrills } from "./check-drills.ts";
import { checkRuleReferences } from "./check-rule-references.ts";
import { checkRunbook } from "./check-runbook.ts";
import { closestName } from "./closest-name.ts";
import type { ConfigFile } from "./config-file.ts";
import { asList, type Held, judgeDated } from "./dated.ts";
import type { KnownWorld } from "./known-world.ts";
import { readMoment } from "./moment.ts";
import {
  collectNames,
  connectionConfig,
  connectionOf,
  type Finding,
  mustDo,
  type Namespace,
  wordUnknown,
} from "./names-in-file.ts";
import { fileTimeZone } from "./policy-entry.ts";
import type { Path } from "./read-yaml.ts";

/** What one part of the file says about another, beyond its shape: names that don't exist, keys that stand twice, times that
 *  overlap, connections that can't do what a rule orders. */
export function checkReferences(file: ConfigFile, world: KnownWorld): Finding[] {
  const names = collectNames(file, world);
  const refer = (kind: Namespace, key: string | undefined, path: Path): Finding[] =>
    key === undefined || names[kind].includes(key) ? [] : [{ path, message: wordUnknown(kind, key, names[kind]) }];
  return [
    ...repeatedKeys(file),
    ...checkPolicy(file, refer),
    ...checkTeams(file, world, refer),
    ...checkComponents(file, refer),
    ...checkSources(file, world),
    ...checkConnections(file, world),
    ...checkLiveOrders(file, world),
    ...checkRuleReferences(file, world, file),
    ...(file.failures?.page ?? []).flatMap((path, index) =>
      mustDo(file, world, "page", path.connection, ["failures", "page", index, "connection"]),
    ),
    ...refer("team", file.failures?.team, ["failures", "team"]),
    ...checkMaintenance(file, refer),
    ...checkCustomers(file, zoneOf(file), refer),
    ...checkDrills(file, world, refer),
  ];
}

export type Refer = (kind: Namespace, key: string | undefined, path: Path) => Finding[];

function repeatedKeys(file: ConfigFile): Finding[] {
  const lists = {
    calendars: file.calendars,
    rotations: file.rotations,
    teams: file.teams,
    components: file.components,
    sources: file.sources,
    connections: file.connections,
    customers: file.customers,
    drills: file.drills,
  };
  return Object.entries(lists).flatMap(([name, entries]) => {
    const seen = new Set<string>();
    return (entries ?? []).flatMap((entry, index) => {
      const repeated = seen.has(entry.key);
      seen.add(entry.key);
      return repeated
        ? [
            {
              path: [name, index, "key"],
              message: `the key "${entry.key}" stands twice under ${name}: give this one another`,
            },
          ]
        : [];
    });
  });
}

function checkPolicy(file: ConfigFile, refer: Refer): Finding[] {
  if (file.policy === undefined) return [];
  const entries = asList(file.policy);
  const at = (index: number, field: string): Path =>
    Array.isArray(file.policy) ? ["policy", index, field] : ["policy", field];
  return [
    ...judgeDated(entries, zoneOf(file)).map(({ index, field, message }) => ({ path: at(index, field), message })),
    ...entries.flatMap(({ serviceHours }, index) =>
      serviceHours === undefined || serviceHours === "24x7"
        ? []
        : refer("calendar", serviceHours, at(index, "serviceHours")),
    ),
  ];
}

// Only the order of dates is judged here, so that UTC does where the file leaves the policy as it is.
function zoneOf(file: ConfigFile): string {
  return fileTimeZone(file.policy) ?? "UTC";
}

function checkTeams(file: ConfigFile, world: KnownWorld, refer: Refer): Finding[] {
  return (file.teams ?? []).flatMap((team, index) => {
    const path = ["teams", index, "onCall", "connection"];
    const unknown = [
      ...refer("connection", team.onCall?.connection, path),
      ...refer("rotation", team.onCall?.rotation, ["teams", index, "onCall", "rotation"]),
    ];
    if (team.onCall?.connection === undefined || unknown.length > 0) return unknown;
    const kind = connectionOf(file, world, team.onCall.connection)?.kind;
    if (kind === undefined || world.connectionKinds[kind]?.answersLookUps !== false) return [];
    return [
      {
        path,
        message: `"${team.onCall.connection}" is a ${kind} connection and can't say who is on call: name one that can, such as kind on-call-json`,
      },
    ];
  });
}

function checkComponents(file: ConfigFile, refer: Refer): Finding[] {
  const timeZone = zoneOf(file);
  return (file.components ?? []).flatMap((component, index) => {
    const at = (...rest: Path): Path => ["components", index, ...rest];
    const found: Finding[] = [];
    for (const field of ["team", "tier", "cost", "sla"] as const) {
      const given = component[field];
      if (given === undefined) continue;
      const entries = asList<unknown>(given).map(
        (entry) => (typeof entry === "object" && entry !== null ? entry : {}) as Held,
      );
      for (const problem of judgeDated(entries, timeZone)) {
        const place = Array.isArray(given) ? at(field, problem.index) : at(field);
        found.push({
          path: problem.field in entries[problem.index]! ? [...place, problem.field] : place,
          message: problem.message,
        });
      }
    }
    asList(component.team ?? []).forEach((team, place) => {
      const steps: Path = Array.isArray(component.team) ? ["team", place] : ["team"];
      found.push(
        ...(typeof team === "string"
          ? refer("team", team, at(...steps))
          : refer("team", team.value, at(...steps, "value"))),
      );
    });
    component.monitors?.forEach((monitor, place) => {
      found.push(...refer("source", monitor.source, at("monitors", place, "source")));
      found.push(
        ...judgeDated([monitor], timeZone).map(({ field, message }) => ({
          path: at("monitors", place, field),
          message,
        })),
      );
    });
    return found;
  });
}

function checkSources(file: ConfigFile, world: KnownWorld): Finding[] {
  return (file.sources ?? []).flatMap((source, index) => {
    const judged = world.judgeSource(source);
    const refused = judged.map(({ path, message }) => ({ path: ["sources", index, ...path], message }));
    if (world.senders.includes(source.sender)) return refused;
    const near = closestName(source.sender, world.senders);
    const help = near === null ? `known are ${world.senders.join(", ")}` : `did you mean "${near}"?`;
    const unknown = `there is no sender "${source.sender}": ${help}`;
    return [{ path: ["sources", index, "sender"], message: unknown }, ...refused];
  });
}

function checkConnections(file: ConfigFile, world: KnownWorld): Finding[] {
  return (file.connections ?? []).flatMap((connection, index) => {
    const kind = world.connectionKinds[connection.kind];
    if (kind !== undefined) {
      return kind
        .judge(connectionConfig(connection))
        .map(({ path, message }) => ({ path: ["connections", index, ...path], message }));
    }
    const known = Object.keys(world.connectionKinds);
    const near = closestName(connection.kind, known);
    const help = near === null ? `known are ${known.join(", ")}` : `did you mean "${near}"?`;
    return [
      { path: ["connections", index, "kind"], message: `there is no kind of connection "${connection.kind}": ${help}` },
    ];
  });
}

// Rules that stay live must not order what a connection no longer has.
function checkLiveOrders(file: ConfigFile, world: KnownWorld): Finding[] {
  if (file.rules !== undefined) return [];
  return (file.connections ?? []).flatMap(({ key }, index) =>
    (world.live?.rules ?? []).flatMap((rule) =>
      rule.do
        .flatMap((action) => ("remediate" in action && action.remediate.connection === key ? [action.remediate] : []))
        .flatMap((fields) => checkRunbook(file, world, fields, []))
        .map(({ message }) => ({
          path: ["connections", index, "runbooks"],
          message: `the live rule ${rule.key} orders it: ${message}`,
        })),
    ),
  );
}

function checkMaintenance(file: ConfigFile, refer: Refer): Finding[] {
  return (file.maintenance ?? []).flatMap((window, index) => {
    const ends = readMoment(window.to, "UTC")!;
    const begins = readMoment(window.from, "UTC")!;
    return [
      ...(ends > begins
        ? []
        : [
            {
              path: ["maintenance", index, "to"],
              message: "the window ends before it begins: `to` must be later than `from`",
            },
          ]),
      ...window.components.flatMap((key, place) =>
        refer("component", key, ["maintenance", index, "components", place]),
      ),
    ];
  });
}
