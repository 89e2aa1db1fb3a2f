import { z } from "zod";
import type { FormField } from "../form-field.ts";
import { baseUrlText, callUrlText, commonFields, timeoutField } from "../shared/common-config.ts";
import { secretPlace } from "../shared/connection-auth.ts";
import { componentsField, quietField } from "../shared/post-form.ts";

const identifier = z
  .string()
  .regex(/^[A-Za-z0-9]{4,64}$/, "an id of incident.io has letters and digits, such as 01FCNDV6P870EA6S7TK1DSYDG0");

export const serviceAddress = "https://api.incident.io";

export const incidentIoConfig = z.strictObject({
  baseUrl: baseUrlText.exactOptional(),
  page: identifier,
  apiKey: secretPlace,
  components: z.record(z.string(), identifier).exactOptional(),
  /** true: subscribers are told nothing. */
  quiet: z.boolean().exactOptional(),
  /** Address of the page, for the link to it: no answer tells it. */
  pageUrl: callUrlText.exactOptional(),
  ...commonFields,
});
export type IncidentIoConfig = z.infer<typeof incidentIoConfig>;

export const incidentIoForm: readonly FormField[] = [
  {
    path: "page",
    label: "Status page id",
    help: "As incident.io's API tells it. Testing the connection lists the pages.",
    type: "line",
    required: true,
    placeholder: "01FCNDV6P870EA6S7TK1DSYDG0",
  },
  {
    path: "apiKey",
    label: "API key",
    help: "Under Settings → API keys. It may publish to status pages.",
    type: "secret",
    required: true,
  },
  componentsField("incident.io"),
  quietField,
  {
    path: "pageUrl",
    label: "Address of the status page",
    help: "As customers see it: links to posts lead there. Without it there is no link.",
    type: "url",
    required: false,
    placeholder: "https://status.example.test",
  },
  {
    path: "baseUrl",
    label: "API address",
    help: `${serviceAddress} where left empty.`,
    type: "url",
    required: false,
    placeholder: serviceAddress,
  },
  timeoutField,
];
