import { z } from "zod";
import { baseUrlText, commonFields } from "../shared/common-config.ts";
import { secretPlace } from "../shared/connection-auth.ts";

export const publicServer = "https://ntfy.sh";

export const ntfyConfig = z.strictObject({
  baseUrl: baseUrlText.exactOptional(),
  topic: z.string().regex(/^[-_A-Za-z0-9]{1,64}$/, "a topic has letters, digits, - and _, at most 64"),
  token: secretPlace.exactOptional(),
  /** true: tell by a second one, of low priority, that a page is over. */
  followUp: z.boolean().exactOptional(),
  ...commonFields,
});
export type NtfyConfig = z.infer<typeof ntfyConfig>;
