import { z } from "zod";
import { baseUrlText, commonFields } from "../shared/common-config.ts";
import { secretPlace } from "../shared/connection-auth.ts";

export const gotifyConfig = z.strictObject({
  baseUrl: baseUrlText,
  token: secretPlace,
  /** true: tell by a second one, of low priority, that a page is over. */
  followUp: z.boolean().exactOptional(),
  ...commonFields,
});
export type GotifyConfig = z.infer<typeof gotifyConfig>;
