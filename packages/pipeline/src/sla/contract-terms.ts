import type { ContractTerms, CreditBand, Fee } from "@signalbox/core";

/** A stored contract as it is counted by. */
export function contractTerms(row: {
  body: Record<string, unknown>;
  validFrom: number;
  validTo: number | null;
}): ContractTerms {
  const body = row.body as {
    components: string[];
    compose?: ContractTerms["compose"];
    target: string;
    fee?: Fee;
    credits?: CreditBand[];
  };
  return {
    components: body.components,
    compose: body.compose ?? "worst",
    target: body.target,
    fee: body.fee ?? null,
    credits: body.credits ?? [],
    from: row.validFrom,
    until: row.validTo,
  };
}
