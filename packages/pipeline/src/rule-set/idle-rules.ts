import type { Finding } from "@signalbox/contract";
import {
  compileRuleSet,
  describeIdle,
  findIdleRules,
  type IdleRule,
  type PossibleObjects,
  type RoutingContext,
  type RuleSetBody,
} from "@signalbox/core";
import type { NormalComponent, NormalConfig } from "../config/normal-config.ts";

/** A rule that can never fire, or is hidden, and why. */
export interface IdleNote {
  rule: string;
  message: string;
}

/** Those of a rule set, with what a configuration holds, in words. */
export function idleNotes(config: NormalConfig, body: RuleSetBody): IdleNote[] {
  return idleRulesOf(config, body).map((idle) => ({ rule: idle.rule, message: describeIdle(idle) }));
}

/** Rules that can never fire with what a configuration holds, now or at any time that it says. None where the rules do not
 *  compile: that is said elsewhere; nor without any source: a file may leave them to the app. */
function idleRulesOf(config: NormalConfig, body: RuleSetBody): IdleRule[] {
  if (config.sources.size === 0) return [];
  const made = compileRuleSet(body);
  return made.outcome === "compiled" ? findIdleRules(made.ruleSet, possibleObjects(config)) : [];
}

/** The same as notes on the rule set, each with its place. */
export function idleFindings(config: NormalConfig, body: RuleSetBody): Finding[] {
  return idleRulesOf(config, body).map((idle) => ({ path: placeOf(idle, body), message: describeIdle(idle) }));
}

function placeOf(idle: IdleRule, body: RuleSetBody): Finding["path"] {
  const index = body.rules.findIndex(({ key }) => key === idle.rule);
  const rule = body.rules[index];
  if (idle.outcome !== "never") return ["rules", index];
  if (idle.action !== null) {
    return ["rules", index, "do", idle.action, Object.keys(rule?.do[idle.action] ?? {})[0] ?? "", "when"];
  }
  return rule?.when === undefined ? ["rules", index] : ["rules", index, "when"];
}

function possibleObjects(config: NormalConfig): PossibleObjects {
  const components = [...config.components].flatMap(([key, component]) => statesOf(config, key, component));
  return {
    owned: [{ component: null, team: null }, ...components],
    sources: [...config.sources].map(([key, { name, sender }]) => ({ key, name, sender })),
  };
}

// Every value that a setting has at any time; each may be missing before the first and after the last.
function statesOf(config: NormalConfig, key: string, component: NormalComponent): PossibleObjects["owned"][number][] {
  const { name, tier, team, cost, target } = component;
  const owners = orNone(team).flatMap((owner): RoutingContext["team"][] => {
    const found = owner === null ? undefined : config.teams.get(owner);
    return found === undefined || owner === null ? [null] : [{ key: owner, name: found.name, lead: found.lead }];
  });
  return orNone(tier).flatMap((held) =>
    owners.flatMap((owner) =>
      orNone(cost).flatMap((rate) =>
        orNone(target).map((slaTarget) => ({
          component: {
            key,
            name,
            tier: held,
            costPerMinute: rate?.perMinute ?? null,
            currency: rate?.currency ?? null,
            slaTarget,
            incidentsIn24h: 0,
            budgetLeft: null,
          },
          team: owner,
        })),
      ),
    ),
  );
}

function orNone<Value>(lines: readonly { value: Value }[]): (Value | null)[] {
  return [null, ...lines.map(({ value }) => value)];
}
