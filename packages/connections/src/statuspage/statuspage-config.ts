import { z } from "zod";
import { baseUrlText, commonFields } from "../shared/common-config.ts";
import { secretPlace } from "../shared/connection-auth.ts";

const identifier = z
  .string()
  .regex(/^[A-Za-z0-9]{4,64}$/, "an id of Statuspage has letters and digits, such as kctbh9vrtdwd");

export const serviceAddress = "https://api.statuspage.io/v1";

export const statuspageConfig = z.strictObject({
  baseUrl: baseUrlText.exactOptional(),
  page: identifier,
  apiKey: secretPlace,
  /** Key of a component here → its id at Statuspage. */
  components: z.record(z.string(), identifier).exactOptional(),
  /** true: subscribers are told nothing. */
  quiet: z.boolean().exactOptional(),
  ...commonFields,
});
export type StatuspageConfig = z.infer<typeof statuspageConfig>;
