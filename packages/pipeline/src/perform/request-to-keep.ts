import type { ConnectionKind, PlannedCall } from "@signalbox/connections";
import { showArgv } from "@signalbox/core";
import { hideAcknowledgeLinks } from "../page/acknowledge-link.ts";
import type { ResolvedCommand } from "../runbook/resolve-command.ts";

/** What an attempt keeps of its request: never a credential, so no query of an address that is one itself, and no link that
 *  acknowledges. */
export function requestToKeep(kind: ConnectionKind, planned: PlannedCall): Record<string, unknown> {
  return JSON.parse(hideAcknowledgeLinks(JSON.stringify(withoutSecretUrl(kind, planned))));
}

/** The same of a local command: its argv as one line, and what it is made of. */
export function commandToKeep(command: ResolvedCommand): Record<string, unknown> {
  const { runbook, argv, cwd, user, files } = command;
  return { method: "RUN", url: showArgv(argv), headers: {}, body: null, runbook, cwd, user, files };
}

function withoutSecretUrl(kind: ConnectionKind, planned: PlannedCall): object {
  if (planned.via === "mail" || planned.via === "command") return { ...planned };
  return { ...planned, url: kind.hasSecretUrl ? planned.url.replace(/[?#].*$/s, "") : planned.url };
}
