import type { ActionKind } from "./outcome.ts";

export interface SaidAction {
  kind: ActionKind;
  verb: "create" | "update" | "close" | "reopen" | "join" | "send";
  /** Key of the connection. */
  connection: string;
  /** What was opened is called so there; null where that is not known. */
  externalId: string | null;
}

/** What an action does, to stand behind "could not": `open a ticket in desk`, `close ticket OPS-4711 in desk`. */
export function sayAction({ kind, verb, connection, externalId }: SaidAction): string {
  const it = externalId === null ? `the ${noun(kind)}` : `${noun(kind)} ${externalId}`;
  switch (verb) {
    case "create":
    case "send":
      return `${opening(kind)} ${kind === "ticket" ? "in" : "by"} ${connection}`;
    case "join":
      return `add to ${it} in ${connection}`;
    case "update":
      return `${kind === "ticket" ? "comment on" : "update"} ${it} in ${connection}`;
    case "close":
      return `${kind === "page" ? "end" : "close"} ${it} in ${connection}`;
    case "reopen":
      return `open ${it} again in ${connection}`;
  }
}

function noun(kind: ActionKind): string {
  return kind === "status-post" ? "post" : kind === "http" ? "call" : kind === "remediate" ? "remediation" : kind;
}

function opening(kind: ActionKind): string {
  switch (kind) {
    case "ticket":
      return "open a ticket";
    case "status-post":
      return "publish a post";
    case "page":
      return "page anybody";
    case "message":
      return "send a message";
    case "http":
      return "make a call";
    case "remediate":
      return "run a remediation";
  }
}
