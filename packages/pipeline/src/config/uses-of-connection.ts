import type { NormalConfig } from "./normal-config.ts";

/** What names a connection, in words: "the rule ticket-for-all", "the on-call look-up of team payments". */
export function usesOfConnection(config: NormalConfig, key: string): string[] {
  const rules = config.rules;
  const actions = [
    ...(rules?.rules ?? []).flatMap((rule) => rule.do.map((action) => ({ where: `the rule ${rule.key}`, action }))),
    ...(rules?.otherwise ? [{ where: "otherwise", action: rules.otherwise }] : []),
  ];
  const ordered = actions.filter(({ action }) => Object.values(action).some((fields) => namesConnection(fields, key)));
  const teams = [...config.teams].filter(([, team]) => team.onCall?.connection === key);
  const isPath = (config.failures?.page ?? []).some((path) => path.connection === key);
  return [
    ...new Set(ordered.map(({ where }) => where)),
    ...teams.map(([team]) => `the on-call look-up of team ${team}`),
    ...(isPath ? ["the paths of failures"] : []),
  ];
}

function namesConnection(fields: unknown, key: string): boolean {
  return typeof fields === "object" && fields !== null && "connection" in fields && fields.connection === key;
}
