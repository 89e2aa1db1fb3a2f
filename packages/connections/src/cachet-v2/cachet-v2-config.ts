import { z } from "zod";
import type { FormField } from "../form-field.ts";
import { cachetComponentId } from "../shared/cachet.ts";
import { baseUrlText, commonFields, timeoutField } from "../shared/common-config.ts";
import { secretPlace } from "../shared/connection-auth.ts";
import { componentsField, quietField } from "../shared/post-form.ts";

export const cachetV2Config = z.strictObject({
  /** Without /api/v1. */
  baseUrl: baseUrlText,
  token: secretPlace,
  components: z.record(z.string(), cachetComponentId).exactOptional(),
  /** true: a new post tells subscribers nothing. Cachet always tells them of an update. */
  quiet: z.boolean().exactOptional(),
  ...commonFields,
});
export type CachetV2Config = z.infer<typeof cachetV2Config>;

export const cachetV2Form: readonly FormField[] = [
  {
    path: "baseUrl",
    label: "Address of Cachet",
    help: "As in the browser, without /api/v1.",
    type: "url",
    required: true,
    placeholder: "https://status.example.test",
  },
  {
    path: "token",
    label: "API token",
    help: "On your profile page in Cachet's dashboard.",
    type: "secret",
    required: true,
  },
  componentsField("Cachet"),
  { ...quietField, help: "A new post sends no e-mail. Cachet sends one for each update all the same." },
  timeoutField,
];
