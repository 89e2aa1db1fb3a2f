import type { EventType } from "@signalbox/core";
import { type PartOutcome, unreadablePart } from "../../payload/collect-events.ts";
import type { FieldReader } from "../../payload/field-reader.ts";
import { fieldLabels } from "../../payload/read-labels.ts";
import { normaliseOne, readOneEvent } from "../../payload/read-one-event.ts";
import { isTestName } from "../../payload/test-name.ts";
import type { NormaliseInput, NormaliseOutcome } from "../../sender.ts";

const words: Record<string, EventType> = { fired: "opened", resolved: "resolved" };
const place = "data.essentials";

export function normaliseAzureMonitor(input: NormaliseInput): NormaliseOutcome {
  return normaliseOne(input, readAlert);
}

/** Only the essentials, which every kind of alert has in the same form; the context differs with each. */
function readAlert(fields: FieldReader): PartOutcome {
  if (fields.text("schemaId") !== "azureMonitorCommonAlertSchema") {
    return unreadablePart("schemaId", "is not the common alert schema: switch it on in the action group");
  }
  const alertId = fields.text(`${place}.alertId`);
  const rule = fields.text(`${place}.alertRule`);
  const monitorId = fields.text(`${place}.originAlertId`) ?? rule;
  return readOneEvent(
    fields,
    { path: `${place}.monitorCondition`, words, isTest: isTestName(rule) },
    { path: `${place}.alertId`, text: alertId },
    (type) => ({
      occurredAt: fields.time(type === "resolved" ? `${place}.resolvedDateTime` : `${place}.firedDateTime`),
      startedAt: type === "resolved" ? fields.time(`${place}.firedDateTime`) : null,
      monitor: monitorId === null ? null : { id: monitorId, name: rule ?? monitorId },
      severity: fields.severity(`${place}.severity`),
      summary: fields.text(`${place}.description`) ?? rule,
      url: portalLink(alertId ?? ""),
      labels: readLabels(fields),
    }),
  );
}

/** The body holds no link of its own. */
function portalLink(alertId: string): string | null {
  if (!alertId.startsWith("/subscriptions/") || alertId.length > 512) return null;
  const id = encodeURIComponent(alertId);
  return `https://portal.azure.com/#blade/Microsoft_Azure_Monitoring/AlertDetailsTemplateBlade/alertId/${id}`;
}

function* readLabels(fields: FieldReader): Generator<readonly [string, string | null]> {
  yield ["resource", fields.text(["data", "essentials", "configurationItems", 0])];
  yield* fieldLabels(fields, `${place}.signalType`, `${place}.monitoringService`);
  for (const name of fields.keys("data.customProperties"))
    yield [name, fields.text(["data", "customProperties", name])];
}
