import { z } from "zod";
import { baseUrlText, commonFields } from "../shared/common-config.ts";
import { secretPlace } from "../shared/connection-auth.ts";

export const publicAddress = "https://api.opsgenie.com";

export const opsgenieConfig = z.strictObject({
  apiKey: secretPlace,
  /** `https://api.eu.opsgenie.com` for an account in the EU. */
  baseUrl: baseUrlText.exactOptional(),
  /** Names of the teams that an alert goes to; left out: those of the integration. */
  teams: z.array(z.string().min(1).max(100)).max(50, "an alert has at most 50 teams").exactOptional(),
  ...commonFields,
});
export type OpsgenieConfig = z.infer<typeof opsgenieConfig>;
