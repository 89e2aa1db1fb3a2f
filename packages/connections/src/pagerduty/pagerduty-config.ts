import { z } from "zod";
import { baseUrlText, commonFields } from "../shared/common-config.ts";
import { secretPlace } from "../shared/connection-auth.ts";

export const eventsAddress = "https://events.pagerduty.com";
export const restAddress = "https://api.pagerduty.com";

export const pagerdutyConfig = z
  .strictObject({
    routingKey: secretPlace.exactOptional(),
    /** Where events go; `https://events.eu.pagerduty.com` for an account in the EU. */
    eventsUrl: baseUrlText.exactOptional(),
    apiToken: secretPlace.exactOptional(),
    /** The REST API; `https://api.eu.pagerduty.com` for an account in the EU. */
    apiUrl: baseUrlText.exactOptional(),
    ...commonFields,
  })
  .refine(({ routingKey, apiToken }) => routingKey !== undefined || apiToken !== undefined, {
    error: "give a routingKey to page by it, an apiToken to ask who is on call, or both",
  });
export type PagerDutyConfig = z.infer<typeof pagerdutyConfig>;
