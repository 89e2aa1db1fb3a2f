import { z } from "zod";
import { momentText } from "./moment.ts";
import { amountText, currencyCode, lineOfText, objectKeyText, percentText } from "./scalar.ts";
import { listOf, nameKind, strictShape } from "./strict-shape.ts";

const credit = strictShape("a credit", {
  below: percentText,
  percent: z
    .number({ error: (issue) => `percent is a number such as 5, not ${nameKind(issue.input)}` })
    .gt(0, "percent is above 0")
    .max(100, "percent is at most 100")
    .refine((percent) => /^\d+(\.\d{1,6})?$/.test(String(percent)), "percent has at most six decimals"),
});

const contractEntry = strictShape("a contract", {
  components: listOf(objectKeyText, "components").min(1, "name at least one component"),
  compose: z.enum(["worst", "any-down"], { error: "compose is worst or any-down" }).exactOptional(),
  target: percentText,
  from: momentText,
  until: momentText.exactOptional(),
  fee: strictShape("fee", {
    amount: amountText,
    currency: currencyCode,
    per: z.enum(["month", "quarter", "year"], { error: "per is month, quarter or year" }),
  }).exactOptional(),
  credits: listOf(credit, "credits", 50).exactOptional(),
});

export const customerEntry = strictShape("a customer", {
  key: objectKeyText,
  name: lineOfText.exactOptional(),
  contracts: listOf(contractEntry, "contracts").exactOptional(),
});
export type ContractEntry = z.infer<typeof contractEntry>;
export type CustomerEntry = z.infer<typeof customerEntry>;
