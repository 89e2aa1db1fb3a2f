import type { CallStep } from "@signalbox/core";

/** What a person must know to connect a system of this kind. Sentences in plain text. */
export interface KindGuide {
  /** What it is good for, in one or two sentences. */
  about: string;
  /** How to make the credential there, step by step; empty where none is needed. */
  credentials: readonly string[];
  /** The least rights that the credential needs. */
  rights: string;
  /** What surprises people. */
  traps: readonly string[];
  /** The fields of a connection beside `key`, `name` and `kind`, as in the config file; its schema takes them. */
  example: Readonly<Record<string, unknown>>;
}

/** `published-sample`: requests and answers equal what the system's makers publish; `tried`: against the real system;
 *  `unproven`: read in the documentation, and checked against nothing of theirs. */
export type ProofStatus = "published-sample" | "tried" | "unproven";

export interface Proof {
  status: ProofStatus;
  /** Address of the documentation that the calls were written from. */
  source: string;
  /** The version of the system that it was tried with or that the documentation is of; null for a service. */
  version: string | null;
  /** Where a step differs from the rest. */
  steps?: Partial<Record<CallStep, ProofStatus>>;
}
