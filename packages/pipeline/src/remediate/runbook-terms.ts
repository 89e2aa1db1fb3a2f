import type { Remediation } from "@signalbox/connections";
import type { RunbookTerms } from "@signalbox/core";
import type { RunbookBook } from "../runbook/runbook-book.ts";

/** The known fixes of a connection: of its own configuration, or of the allow-list file. */
export function runbooksOf(remediation: Remediation, book: RunbookBook | null): readonly RunbookTerms[] {
  return remediation.runbooks ?? book?.runbooks ?? [];
}

/** What holds for one of them; null where there is none of that key. */
export function termsOf(remediation: Remediation, book: RunbookBook | null, runbook: string): RunbookTerms | null {
  return runbooksOf(remediation, book).find(({ key }) => key === runbook) ?? null;
}

/** Names what fails or is stopped: one fix for one component. */
export function runCause(connection: string, runbook: string, component: string | null): string {
  return `${connection}/${runbook}${component === null ? "" : `/${component}`}`;
}
