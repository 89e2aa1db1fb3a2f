import type { TemplateTree } from "@signalbox/core";
import { z } from "zod";
import { baseUrlText, commonFields } from "../shared/common-config.ts";
import { connectionAuth, secretPlace } from "../shared/connection-auth.ts";
import { treeTemplate } from "../shared/template-config.ts";
import { answerCondition, idPlace, jsonPath, templatedCall } from "../shared/templated-call.ts";
import { requestSignature } from "./sign-request.ts";

const body: z.ZodExactOptional<z.ZodType<TemplateTree>> = treeTemplate.exactOptional();
const bodied = { ...templatedCall, body };

const ticketJsonFields = z.strictObject({
  baseUrl: baseUrlText,
  auth: connectionAuth.exactOptional(),
  /** Calls are signed with `secret`, beside what `auth` adds. */
  signature: requestSignature.exactOptional(),
  secret: secretPlace.exactOptional(),
  ...commonFields,
  ticket: z.strictObject({
    /** true: the system honours Idempotency-Key: the same key twice makes one ticket. */
    idempotent: z.boolean().exactOptional(),
    create: z.strictObject({ ...bodied, id: idPlace.exactOptional(), url: jsonPath.exactOptional() }),
    find: z
      .strictObject({
        ...bodied,
        id: jsonPath,
        reference: jsonPath.exactOptional(),
        /** Status codes that mean no hit; without it, 404 does where the path itself names the reference. */
        absent: z.array(z.int().min(400).max(499)).min(1).exactOptional(),
      })
      .exactOptional(),
    read: z.strictObject({ ...templatedCall, closed: answerCondition }).exactOptional(),
    close: z.strictObject(bodied).exactOptional(),
    comment: z.strictObject(bodied).exactOptional(),
    reopen: z.strictObject(bodied).exactOptional(),
  }),
});

export const ticketJsonConfig = ticketJsonFields.refine(
  ({ signature, secret }) => (signature === undefined) === (secret === undefined),
  { error: "signature and secret belong together: how calls are signed, and with what" },
);
export type TicketJsonConfig = z.infer<typeof ticketJsonConfig>;
export type TicketCall = TicketJsonConfig["ticket"]["create"];
