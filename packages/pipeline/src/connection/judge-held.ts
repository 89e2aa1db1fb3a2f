/** What an outside system told about one obligation. */
export interface Looked {
  /** Outside ids of all that carry our reference; `not-known`: it can't be searched. */
  found: readonly string[] | "not-known";
  /** How the one that we know stands there; `not-known`: it can't be read. */
  read: "open" | "closed" | "gone" | "not-known";
  /** Why it could not be asked; null where it could. */
  trouble: string | null;
}

export interface Held {
  /** How the obligation stands here. */
  status: string;
  externalId: string | null;
  looked: Looked;
}

export interface HeldFinding {
  finding: "missing" | "closed-by-hand" | "open-though-settled" | "doubled" | "not-readable";
  detail: string;
}

/** How what the outside system holds differs from what we think; null where it is as expected. */
export function judgeHeld({ status, externalId, looked }: Held): HeldFinding | null {
  const { found, read, trouble } = looked;
  if (trouble !== null) return { finding: "not-readable", detail: trouble };
  const name = externalId ?? "what was opened";
  const others = found === "not-known" ? [] : found.filter((id) => id !== externalId);
  const isFoundElsewhere =
    externalId !== null && found !== "not-known" && found.length > 0 && !found.includes(externalId);
  if (found !== "not-known" && found.length > 1) {
    return { finding: "doubled", detail: `${found.length} carry our reference: ${found.join(", ")}` };
  }
  if (isFoundElsewhere && read !== "gone") {
    return { finding: "doubled", detail: `${others.join(", ")} carries our reference beside ${name}` };
  }
  if (status === "open") {
    const isMissing = read === "gone" || (read === "not-known" && found !== "not-known" && found.length === 0);
    if (isMissing) return { finding: "missing", detail: `${name} is open here, and is not there` };
    if (read === "closed")
      return { finding: "closed-by-hand", detail: `${name} is open here, and was closed there by hand` };
    return null;
  }
  if (status === "settled" && read === "open") {
    return { finding: "open-though-settled", detail: `${name} was closed by Signalbox, and is open there` };
  }
  return null;
}

/** What a person does about a finding. */
export const findingAdvice: Record<HeldFinding["finding"], string> = {
  missing:
    "Look there whether it was deleted or moved. If it is still needed, open one by hand; when the incident ends, Signalbox finds it gone and says so.",
  "closed-by-hand":
    "If the problem is over, resolve the incident. If not, re-open it there: Signalbox does not open what a person closed.",
  "open-though-settled": "Close it there, unless somebody re-opened it on purpose.",
  doubled: "Keep the one that Signalbox knows and close the others there, with a link to it.",
  "not-readable": "Test the connection, and check again once it works.",
};
