import { z } from "zod";
import { defineRoute } from "./api-route.ts";
import { pageOf, pageQuery } from "./page.ts";
import { decimal, instant, keyParams, objectKey } from "./scalar.ts";

const moment = z
  .string()
  .max(40)
  .meta({ description: "a date (midnight in the policy's time zone) or an instant, as in the config file" });
export const composition = z.enum(["worst", "any-down"]);
export const fee = z
  .object({ amount: decimal, currency: z.string(), per: z.enum(["month", "quarter", "year"]) })
  .meta({ id: "Fee" });
export type Fee = z.infer<typeof fee>;

// Spelled out, so that the browser is not sent the core with what checks the config file.
const contract = z
  .object({
    components: z.array(objectKey).min(1).max(500),
    compose: composition.optional().meta({ description: "how several components are one service" }),
    target: decimal.meta({ description: "percent" }),
    from: moment,
    until: moment.optional().meta({ description: "exclusive; left out: until further notice" }),
    fee: fee.optional(),
    credits: z
      .array(z.object({ below: decimal, percent: z.number() }))
      .max(50)
      .optional()
      .meta({
        description: "while availability is below, so many percent of the month's fee; the lowest band that holds",
      }),
  })
  .meta({ id: "Contract", description: "as in the config file" });
export type Contract = z.infer<typeof contract>;

const customer = z
  .object({
    key: objectKey,
    name: z.string(),
    contracts: z.array(contract).meta({ description: "in order of time; without fees for viewers" }),
    revision: z.number().int(),
    retiredAt: instant.nullable(),
  })
  .meta({ id: "Customer" });
export type Customer = z.infer<typeof customer>;

export const listCustomers = defineRoute({
  method: "GET",
  path: "/api/v1/customers",
  summary: "Customers with their contracts, by key",
  query: pageQuery.extend({ retired: z.stringbool().default(false) }),
  status: 200,
  answer: pageOf(customer),
});
export const getCustomer = defineRoute({
  method: "GET",
  path: "/api/v1/customers/{key}",
  summary: "One customer with all its contracts, those that ended too",
  params: keyParams,
  status: 200,
  answer: customer,
});
export const saveCustomer = defineRoute({
  method: "PUT",
  path: "/api/v1/customers/{key}",
  summary: "Make a customer, or change it; the same model that the config file has",
  params: keyParams,
  body: z.object({
    name: z.string().trim().min(1, "it needs a name").max(200),
    contracts: z.array(contract).max(500),
    revision: z.number().int().min(0).meta({ description: "the one that was read; 0 makes a new customer" }),
  }),
  status: 200,
  answer: customer,
});
export const retireCustomer = defineRoute({
  method: "POST",
  path: "/api/v1/customers/{key}/retire",
  summary: "Take a customer out of use; reports of closed months stay",
  params: keyParams,
  status: 200,
  answer: customer,
});
