import { z } from "zod";
import type { FormField } from "../form-field.ts";
import { cachetComponentId } from "../shared/cachet.ts";
import { baseUrlText, commonFields, timeoutField } from "../shared/common-config.ts";
import { secretPlace } from "../shared/connection-auth.ts";
import { componentsField, quietField } from "../shared/post-form.ts";

export const cachetV3Config = z.strictObject({
  /** Without /api. */
  baseUrl: baseUrlText,
  token: secretPlace,
  components: z.record(z.string(), cachetComponentId).exactOptional(),
  /** true: a new post tells subscribers nothing. */
  quiet: z.boolean().exactOptional(),
  ...commonFields,
});
export type CachetV3Config = z.infer<typeof cachetV3Config>;

export const cachetV3Form: readonly FormField[] = [
  {
    path: "baseUrl",
    label: "Address of Cachet",
    help: "As in the browser, without /api.",
    type: "url",
    required: true,
    placeholder: "https://status.example.test",
  },
  {
    path: "token",
    label: "API key",
    help: "Made under Settings → API keys in Cachet's dashboard.",
    type: "secret",
    required: true,
  },
  componentsField("Cachet"),
  quietField,
  timeoutField,
];
