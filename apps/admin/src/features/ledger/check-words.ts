import type { LedgerMonthDetail } from "@signalbox/contract";

export type Check = LedgerMonthDetail["checks"][number];

interface Words {
  fine: string;
  /** What is open, for one and for more. */
  open: readonly [string, string];
  /** What an explanation was about. */
  explained: string;
  /** What its examples are ids of; null: they stand under Corrections. */
  subject: "incident" | "failure" | "delivery" | null;
}

export const checkWords: Record<Check["kind"], Words> = {
  openIncidents: {
    fine: "every incident has ended",
    open: ["incident has not ended", "incidents have not ended"],
    explained: "incidents that had not ended",
    subject: "incident",
  },
  orphans: {
    fine: "every resolve has its opening",
    open: ["resolve came without its opening", "resolves came without their opening"],
    explained: "resolves without their opening",
    subject: "failure",
  },
  unmapped: {
    fine: "every minute belongs to a component",
    open: ["incident belongs to no component", "incidents belong to no component"],
    explained: "incidents without a component",
    subject: "incident",
  },
  missingRates: {
    fine: "a rate held everywhere",
    open: ["incident has a time without a rate", "incidents have a time without a rate"],
    explained: "time without a rate",
    subject: "incident",
  },
  unread: {
    fine: "every delivery was read",
    open: ["delivery was not read", "deliveries were not read"],
    explained: "deliveries that were not read",
    subject: "delivery",
  },
  waiting: {
    fine: "nothing waits for a second person",
    open: ["correction waits for a second person", "corrections wait for a second person"],
    explained: "corrections that waited",
    subject: null,
  },
};
