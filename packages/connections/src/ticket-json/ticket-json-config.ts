import { isJsonPath, refuseAnswerCondition } from "@signalbox/core";
import { z } from "zod";
import { baseUrlText, commonFields } from "../shared/common-config.ts";
import { connectionAuth, secretPlace } from "../shared/connection-auth.ts";
import { headerTemplates, pathTemplate, treeTemplate } from "../shared/template-config.ts";
import { requestSignature } from "./sign-request.ts";

const methods = ["GET", "POST", "PUT", "PATCH", "DELETE"] as const;

const jsonPath = z.string().refine(isJsonPath, 'a place in the answer is written as "$.id" or "$.items[0].id"');
const idPlace = z
  .string()
  .refine(
    (text) => isJsonPath(text) || text === "Location" || text === "text" || /^header:[A-Za-z][A-Za-z0-9-]*$/.test(text),
    'an id is at "$.id", in "Location" (its last part), in "header:Name", or the whole "text"',
  );
const condition = z.string().superRefine((source, context) => {
  const refusal = refuseAnswerCondition(source);
  if (refusal !== null) context.addIssue({ code: "custom", message: refusal });
});
const call = {
  method: z.enum(methods).exactOptional(),
  path: pathTemplate,
  headers: headerTemplates.exactOptional(),
  /** Status codes that count as done; any 2xx where left out. */
  success: z.array(z.int().min(200).max(299)).min(1).exactOptional(),
  /** Must be true of the answer, for systems that refuse with a 2xx. */
  accepted: condition.exactOptional(),
};
const bodied = { ...call, body: treeTemplate.exactOptional() };

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
    read: z.strictObject({ ...call, closed: condition }).exactOptional(),
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
