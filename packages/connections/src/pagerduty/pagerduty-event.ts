import type { CallStep } from "@signalbox/core";
import type { PlanInput } from "../connection-kind.ts";
import { type PageBody, pageBody } from "../page-webhook/page-body.ts";
import { cutText } from "../shared/cut-text.ts";
import { isObject } from "../shared/is-object.ts";
import { pageText } from "../shared/page-text.ts";
import type { PagerDutyConfig } from "./pagerduty-config.ts";

/** The documentation gives 1,024 characters; bytes are fewer, so this holds for every alphabet. */
const summaryBytesMax = 1_024;

/** What stands for one page there, from its trigger to its resolve. */
export function dedupKeyOf({ obligation, idempotencyKey }: PlanInput<PagerDutyConfig>): string {
  return obligation?.externalId ?? obligation?.reference ?? idempotencyKey;
}

/** The event of a step, without its routing key; null where the Events API has none for it. */
export function eventOf(step: CallStep, input: PlanInput<PagerDutyConfig>): object | null {
  const dedup_key = dedupKeyOf(input);
  if (step === "close") return { event_action: "resolve", dedup_key };
  if (step !== "create" && step !== "send") return null;
  const body = pageBody(step === "create" ? "page.opened" : "failure.opened", dedup_key, input.scope);
  const { title, text } = pageText(body);
  const { component, team, link, incident, failure } = body;
  return {
    event_action: "trigger",
    dedup_key,
    payload: {
      summary: cutText(title, summaryBytesMax),
      source: component?.name ?? sourceOf(input.scope) ?? "Signalbox",
      severity: severityOf(incident?.severity ?? ""),
      ...(incident === null || incident.openedAt === "" ? {} : { timestamp: incident.openedAt }),
      ...(component === null ? {} : { component: component.key }),
      ...(team === null ? {} : { group: team.key }),
      class: failure?.kind ?? "incident",
      custom_details: { text, fields: body.fields },
    },
    client: "Signalbox",
    ...(link === null ? {} : { client_url: link }),
    links: linksOf(body),
  };
}

function linksOf({ link, acknowledgeUrl, incident }: PageBody): { href: string; text: string }[] {
  const all: [string | null | undefined, string][] = [
    [acknowledgeUrl, "Acknowledge in Signalbox"],
    [link, "All about it in Signalbox"],
    [incident?.url, "In the monitoring tool"],
  ];
  return all.flatMap(([href, text]) => (href ? [{ href, text }] : []));
}

// A severity that nobody knows pages like the worst; so does a failure of ours.
function severityOf(severity: string): "critical" | "error" | "warning" | "info" {
  const known = { high: "error", medium: "warning", low: "warning", info: "info" } as const;
  return Object.hasOwn(known, severity) ? known[severity as keyof typeof known] : "critical";
}

function sourceOf(scope: Readonly<Record<string, unknown>>): string | null {
  const { source } = scope;
  return isObject(source) && typeof source.name === "string" && source.name !== "" ? source.name : null;
}
