import type { z } from "zod";
import { instantText } from "./moment.ts";
import { lineOfText, objectKeyText } from "./scalar.ts";
import { listOf, strictShape } from "./strict-shape.ts";

/** Announced maintenance of components. `announcedAt` left out: when the file was applied first. */
export const maintenanceEntry = strictShape("a maintenance window", {
  components: listOf(objectKeyText, "components").min(1, "name at least one component"),
  from: instantText,
  to: instantText,
  announcedAt: instantText.exactOptional(),
  reason: lineOfText,
});
export type MaintenanceEntry = z.infer<typeof maintenanceEntry>;
