import type { Action } from "@signalbox/contract";

const participles: Partial<Record<`${Action["kind"]} ${Action["verb"]}`, string>> = {
  "ticket create": "opened",
  "ticket update": "commented on",
  "page close": "ended",
  "remediate send": "run",
};
const usual: Record<Action["verb"], string> = {
  create: "sent",
  update: "updated",
  close: "closed",
  reopen: "re-opened",
  join: "joined",
  send: "sent",
};

/** An action and how far it is, in the reader's words: "ticket could not be closed". */
export function actionWords({ kind, verb, state }: Pick<Action, "kind" | "verb" | "state">): string {
  const thing = kind === "remediate" ? "remediation" : kind.replace("-", " ");
  const participle = participles[`${kind} ${verb}`] ?? usual[verb];
  switch (state) {
    case "done":
      return `${thing} ${participle}`;
    case "waiting":
      return `${thing} to be ${participle}`;
    case "running":
      return `${thing} being ${participle}`;
    case "cancelled":
      return `${thing} not ${participle}`;
    case "failed":
      return `${thing} could not be ${participle}`;
    case "unknown":
      return `${thing}: not known whether it was ${participle}`;
    case "needs_approval":
      return `${thing} waits for a yes`;
  }
}
