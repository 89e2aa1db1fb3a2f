import type { Contract } from "@signalbox/contract";

/** A contract as its fields hold it; an empty text is a field left out. */
export interface ContractValues {
  components: string[];
  compose: NonNullable<Contract["compose"]>;
  target: string;
  from: string;
  until: string;
  amount: string;
  currency: string;
  per: NonNullable<Contract["fee"]>["per"];
  credits: { below: string; percent: string }[];
}

export function contractValues(contract: Contract): ContractValues {
  return {
    components: contract.components,
    compose: contract.compose ?? "any-down",
    target: contract.target,
    from: contract.from,
    until: contract.until ?? "",
    amount: contract.fee?.amount ?? "",
    currency: contract.fee?.currency ?? "EUR",
    per: contract.fee?.per ?? "month",
    credits: (contract.credits ?? []).map(({ below, percent }) => ({ below, percent: String(percent) })),
  };
}

/** Terms that begin with this month. */
export function newContract(now: Date): ContractValues {
  return {
    components: [],
    compose: "any-down",
    target: "99.9",
    from: firstOfMonth(now, 0),
    until: "",
    amount: "",
    currency: "EUR",
    per: "month",
    credits: [],
  };
}

/** The same terms from the next month on, to be changed; what they follow ends then. */
export function followTerms(values: ContractValues, now: Date): [ended: ContractValues, next: ContractValues] {
  const at = firstOfMonth(now, 1);
  return [
    { ...values, until: at },
    { ...values, from: at, until: "" },
  ];
}

export function contractOf(values: ContractValues): Contract {
  const { components, compose, target, from, until, amount, currency, per, credits } = values;
  return {
    components,
    ...(components.length > 1 && { compose }),
    target: target.trim(),
    from: from.trim(),
    ...(until.trim() !== "" && { until: until.trim() }),
    ...(amount.trim() !== "" && { fee: { amount: amount.trim(), currency: currency.trim().toUpperCase(), per } }),
    ...(credits.length > 0 && {
      credits: credits.map(({ below, percent }) => ({ below: below.trim(), percent: Number(percent) })),
    }),
  };
}

function firstOfMonth(now: Date, ahead: number): string {
  return new Date(Date.UTC(now.getFullYear(), now.getMonth() + ahead, 1)).toISOString().slice(0, 10);
}
