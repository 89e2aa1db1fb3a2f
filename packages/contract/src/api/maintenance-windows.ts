import { z } from "zod";
import { defineRoute } from "./api-route.ts";
import { pageOf, pageQuery } from "./page.ts";
import { instant, objectKey, reason } from "./scalar.ts";

export const maintenanceWindow = z
  .object({
    id: z.number().int(),
    components: z.array(z.object({ key: objectKey, name: z.string() })),
    from: instant,
    to: instant.meta({ description: "as it was announced" }),
    endedAt: instant.nullable().meta({ description: "ended by somebody before that" }),
    endedBy: z.string().nullable(),
    announcedAt: instant,
    reason: z.string(),
    by: z.string(),
    state: z.enum(["upcoming", "running", "past"]),
    counts: z
      .boolean()
      .meta({ description: "the ledger leaves its time out: it was announced as early as the policy asks" }),
    heldBack: z.number().int().meta({ description: "pages that it held back" }),
  })
  .meta({ id: "MaintenanceWindow" });
export type MaintenanceWindow = z.infer<typeof maintenanceWindow>;

const windowParams = z.object({ id: z.coerce.number().int().positive() });

export const listMaintenanceWindows = defineRoute({
  method: "GET",
  path: "/api/v1/maintenance-windows",
  summary: "Maintenance windows, begins last first",
  query: pageQuery.extend({ state: maintenanceWindow.shape.state.optional() }),
  status: 200,
  answer: pageOf(maintenanceWindow),
});
export const createMaintenanceWindow = defineRoute({
  method: "POST",
  path: "/api/v1/maintenance-windows",
  summary:
    "Announce maintenance: nobody is paged for the components while it lasts. What has begun already is proposed as an exclusion, which a second person approves",
  body: z.object({
    components: z.array(objectKey).min(1, "name at least one component").max(500),
    from: instant,
    to: instant,
    announcedAt: instant
      .optional()
      .meta({ description: "when those concerned were told; left out: now. Never later than now" }),
    repeat: z
      .object({ everyDays: z.number().int().min(1).max(366), times: z.number().int().min(1).max(60) })
      .optional()
      .meta({ description: "again at the same local time of the ledger's zone; each is a window of its own" }),
    reason,
  }),
  status: 201,
  answer: maintenanceWindow,
});
export const endMaintenanceWindow = defineRoute({
  method: "POST",
  path: "/api/v1/maintenance-windows/{id}/end",
  summary: "End it now, or take it back where it has not begun",
  params: windowParams,
  body: z.object({ reason }),
  status: 200,
  answer: maintenanceWindow,
});
