import { z } from "zod";
import type { FormField } from "../form-field.ts";
import { baseUrlText, commonFields, timeoutField } from "../shared/common-config.ts";
import { secretPlace } from "../shared/connection-auth.ts";
import { componentsField, quietField } from "../shared/post-form.ts";

const identifier = z
  .string()
  .regex(/^[A-Za-z0-9]{4,64}$/, "an id of Instatus has letters and digits, such as ckf01fvnxywz50a35nh1qzssm");

export const serviceAddress = "https://api.instatus.com";

export const instatusConfig = z.strictObject({
  baseUrl: baseUrlText.exactOptional(),
  page: identifier,
  apiKey: secretPlace,
  components: z.record(z.string(), identifier).exactOptional(),
  /** true: subscribers are told nothing. */
  quiet: z.boolean().exactOptional(),
  ...commonFields,
});
export type InstatusConfig = z.infer<typeof instatusConfig>;

export const instatusForm: readonly FormField[] = [
  {
    path: "page",
    label: "Page id",
    help: "Shown in the page's dashboard in code mode: the button <> at the bottom left.",
    type: "line",
    required: true,
    placeholder: "ckf01fonve9i40a32oas5b0uw",
  },
  {
    path: "apiKey",
    label: "API key",
    help: "Under User settings → Developer settings.",
    type: "secret",
    required: true,
  },
  componentsField("Instatus"),
  quietField,
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
