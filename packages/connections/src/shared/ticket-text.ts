import { isObject } from "./is-object.ts";

type Scope = Readonly<Record<string, unknown>>;

/** Below what nearly all of the systems take. */
const descriptionCharactersMax = 30_000;

/** The ticket's title: the rule's, else the incident's; cut so that `suffix` stands whole at its end.
 *  @param charactersMax what the system takes, the suffix included. */
export function ticketTitle(scope: Scope, charactersMax: number, suffix = ""): string {
  const title = textAt(scope.action, "title") ?? textAt(scope.incident, "title") ?? "Incident";
  const line = title.replaceAll(/[\s\p{Cc}]+/gu, " ").trim();
  const room = charactersMax - suffix.length;
  return (line.length > room ? `${line.slice(0, room - 1).toWellFormed()}…` : line) + suffix;
}

/** What stands in the ticket: the rule's own description, else all that is known; then what the system has no field for, and
 *  our reference. Lines of plain text.
 *  @param extra further lines, such as a priority that the system knows by no name. @param charactersMax of the text before
 *  the further lines. */
export function ticketDescription(
  scope: Scope,
  reference: string,
  extra: readonly string[],
  charactersMax = descriptionCharactersMax,
): string {
  const own = textAt(scope.action, "description");
  const text = (own ?? describeIncident(scope)).slice(0, charactersMax).toWellFormed();
  const previous = textAt(scope.obligation, "previousUrl") ?? textAt(scope.obligation, "previousId");
  const link = previous === null ? "" : `It was down before: ${previous}`;
  const parts = [text, link, ...extra, `Signalbox reference: ${reference}`];
  return parts.filter((part) => part !== "").join("\n");
}

/** What is added to the ticket by an update. */
export function ticketComment(scope: Scope): string {
  return textAt(scope.action, "comment") ?? textAt(scope.event, "summary") ?? "The incident was updated.";
}

/** What is written when the ticket is closed. */
export function closingNote(scope: Scope): string {
  return textAt(scope.resolution, "note") ?? "Resolved.";
}

/** For systems whose closing takes no text: the note as part of a close, else what an update says. */
export function commentOrNote({ scope, isClosing }: { scope: Scope; isClosing?: boolean }): string {
  return isClosing ? closingNote(scope) : ticketComment(scope);
}

/** What is written when the ticket is opened again. */
export function reopeningNote(scope: Scope): string {
  const link = typeof scope.link === "string" ? `\n${scope.link}` : "";
  return `It is down again: ${textAt(scope.event, "summary") ?? textAt(scope.incident, "title") ?? "see the incident"}${link}`;
}

function describeIncident(scope: Scope): string {
  const facts: [string, string | null][] = [
    ["Component", textAt(scope.component, "name")],
    ["Monitor", textAt(scope.monitor, "name")],
    ["Severity", textAt(scope.incident, "severity")],
    ["Since", textAt(scope.incident, "openedAt")],
    ["Team", textAt(scope.team, "name")],
    ["Seen by the monitor at", textAt(scope.incident, "url")],
  ];
  const lines = facts.flatMap(([label, value]) => (value === null ? [] : [`${label}: ${value}`]));
  const link = typeof scope.link === "string" ? scope.link : "";
  return [textAt(scope.event, "summary") ?? "", "", ...lines, link].join("\n").trim();
}

function textAt(value: unknown, name: string): string | null {
  const found = isObject(value) ? value[name] : null;
  return typeof found === "string" && found !== "" ? found : null;
}
