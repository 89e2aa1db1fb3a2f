/** What does not agree. `subject` is what to look at: a delivery, an incident, a document, a file. */
interface Finding {
  kind: FindingKind;
  subject: string;
  message: string;
}

export type FindingKind =
  | "body-changed"
  | "event-differs"
  | "statement-missing"
  | "statement-unfounded"
  | "downtime-differs"
  | "remapped"
  | "line-missing"
  | "line-unfounded"
  | "document-differs"
  | "numbers-have-gaps"
  | "file-differs"
  | "chain-broken";

/** What a verification found. Lists hold the first of each; the counts are of all. */
export interface VerifyReport {
  findings: Finding[];
  findingCount: number;
  /** What the code of today reads differently, and did not then: nothing is wrong. */
  readAnew: Finding[];
  readAnewCount: number;
  checked: { deliveries: number; keys: number; components: number; files: number };
}

const listedMax = 200;

/** Collects findings, the first of them in words. */
export class Findings {
  readonly report: VerifyReport = {
    findings: [],
    findingCount: 0,
    readAnew: [],
    readAnewCount: 0,
    checked: { deliveries: 0, keys: 0, components: 0, files: 0 },
  };

  add(kind: FindingKind, subject: string, message: string): void {
    this.report.findingCount++;
    if (this.report.findings.length < listedMax) this.report.findings.push({ kind, subject, message });
  }

  readAnew(subject: string, message: string): void {
    this.report.readAnewCount++;
    if (this.report.readAnew.length < listedMax) this.report.readAnew.push({ kind: "event-differs", subject, message });
  }
}
