import type { PageBody } from "../page-webhook/page-body.ts";

/** A page in words, for where people read it as it is: a title of one line, and a text with all that is known. */
export function pageText(body: PageBody): { title: string; text: string } {
  return { title: titleOf(body), text: linesOf(body).join("\n") };
}

function titleOf(body: PageBody): string {
  const { event, failure, incident } = body;
  if (event === "page.resolved") return `Over: ${body.title}`;
  if (event === "failure.opened" && failure !== null) return `Signalbox failure: ${oneLine(failure.reason)}`;
  const severity = incident?.severity ?? "";
  return severity === "" || severity === "unknown" ? body.title : `[${severity}] ${body.title}`;
}

function linesOf(body: PageBody): string[] {
  const { incident, component, team, onCall, failure, resolution } = body;
  const facts: [name: string, value: string | null | undefined][] = [
    ["Component", component && component.name + (component.tier === null ? "" : ` (tier ${component.tier})`)],
    ["Team", team?.name],
    ["On call", onCall?.email ?? onCall?.name],
    ["Since", incident?.openedAt],
    ["Over since", body.event === "page.resolved" ? incident?.resolvedAt : null],
    ["What to do", failure?.advice],
    ["Acknowledge", body.acknowledgeUrl],
    ["All about it", body.link],
    ["In the monitoring tool", incident?.url],
    ["Reference", body.reference],
  ];
  const repeat = body.mayRepeat ? ["This may be a repeat: whether an earlier try arrived is not known.", ""] : [];
  const said = resolution?.note || body.text || body.title;
  const known = facts.flatMap(([name, value]) => (value ? [`${name}: ${value}`] : []));
  return [...repeat, said, "", ...known];
}

function oneLine(text: string): string {
  return text.replaceAll(/\s+/g, " ").trim();
}
