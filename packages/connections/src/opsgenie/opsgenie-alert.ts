import type { CallStep } from "@signalbox/core";
import type { PlanInput } from "../connection-kind.ts";
import { pageBody } from "../page-webhook/page-body.ts";
import { cutCharacters } from "../shared/cut-characters.ts";
import { pageText } from "../shared/page-text.ts";
import type { OpsgenieConfig } from "./opsgenie-config.ts";

const messageCharactersMax = 130;
const descriptionCharactersMax = 15_000;
const entityCharactersMax = 512;

/** What stands for one page there: at most one open alert has it. */
export function aliasOf({ obligation, idempotencyKey }: PlanInput<OpsgenieConfig>): string {
  return obligation?.externalId ?? obligation?.reference ?? idempotencyKey;
}

/** The alert of a step that opens one. */
export function alertOf(step: CallStep, input: PlanInput<OpsgenieConfig>): object {
  const alias = aliasOf(input);
  const body = pageBody(step === "create" ? "page.opened" : "failure.opened", alias, input.scope);
  const { title, text } = pageText(body);
  const { incident, component, link } = body;
  const { teams = [] } = input.config;
  const details = { ...(link === null ? {} : { link }), ...(component === null ? {} : { component: component.key }) };
  return {
    message: cutCharacters(title || "Signalbox", messageCharactersMax),
    alias,
    description: cutCharacters(text, descriptionCharactersMax),
    ...(teams.length === 0 ? {} : { responders: teams.map((name) => ({ type: "team", name })) }),
    details,
    ...(component === null ? {} : { entity: cutCharacters(component.name, entityCharactersMax) }),
    source: "Signalbox",
    priority: priorityOf(incident?.severity ?? ""),
  };
}

// A severity that nobody knows pages like the worst; so does a failure of ours.
function priorityOf(severity: string): string {
  const byWord: Readonly<Record<string, string>> = { critical: "P1", high: "P2", medium: "P3", low: "P4", info: "P5" };
  return byWord[severity] ?? "P1";
}
