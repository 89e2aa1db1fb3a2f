import type { EventType } from "@signalbox/core";
import { type PartOutcome, unreadablePart } from "../../payload/collect-events.ts";
import { FieldReader } from "../../payload/field-reader.ts";
import { isJsonObject, type JsonValue } from "../../payload/json.ts";
import { readEmbedded } from "../../payload/read-embedded.ts";
import { fieldLabels } from "../../payload/read-labels.ts";
import { normaliseOne, readOneEvent } from "../../payload/read-one-event.ts";
import { isTestName } from "../../payload/test-name.ts";
import type { NormaliseInput, NormaliseOutcome } from "../../sender.ts";

/** Without data an alarm neither began nor ended. */
const words: Record<string, EventType> = { alarm: "opened", ok: "resolved", insufficient_data: "updated" };

const dimensionsMax = 30;

export function normaliseAwsSns(input: NormaliseInput): NormaliseOutcome {
  return normaliseOne(input, (envelope) => {
    const topic = envelope.text("TopicArn") ?? "a topic";
    switch (envelope.text("Type")) {
      case "Notification":
        return readNotification(envelope);
      case "SubscriptionConfirmation":
        return {
          outcome: "ignored",
          reason: `asks whether ${topic} may send: a person confirms that on the page of the source`,
        };
      case "UnsubscribeConfirmation":
        return { outcome: "ignored", reason: `tells that ${topic} was unsubscribed: it sends nothing any more` };
      default:
        return unreadablePart("Type", "is none of an SNS message: is raw message delivery on?");
    }
  });
}

/** The message is JSON inside a text where CloudWatch wrote it; other publishers write what they like. */
function readNotification(envelope: FieldReader): PartOutcome {
  const message = readEmbedded(envelope.value("Message"));
  const subject = envelope.text("Subject");
  if (isJsonObject(message) && message.AlarmName !== undefined) return readAlarm(envelope, message, subject);
  if (isTestName(subject)) return readTest(envelope, subject);
  return unreadablePart("Message", "is no CloudWatch alarm: map its fields, or send it to a topic of its own");
}

function readAlarm(envelope: FieldReader, message: JsonValue, subject: string | null): PartOutcome {
  // A mapping names the same paths for every kind of message, and so from the envelope on.
  const alarm = new FieldReader(message, { ...envelope.options, place: "Message", mappedFrom: envelope });
  const arn = alarm.text("AlarmArn");
  const name = alarm.text("AlarmName");
  return readOneEvent(
    alarm,
    { path: "NewStateValue", words, isTest: isTestName(name) },
    { path: "AlarmArn", text: arn },
    () => ({
      occurredAt: alarm.time("StateChangeTime"),
      monitor: arn === null ? null : { id: arn, name: name ?? arn },
      severity: "unknown",
      summary: alarm.text("NewStateReason") ?? subject ?? name,
      url: consoleLink(arn ?? "", name),
      labels: readLabels(alarm),
    }),
  );
}

function readTest(envelope: FieldReader, subject: string | null): PartOutcome {
  return readOneEvent(envelope, { type: "test" }, { path: "Subject", text: "test" }, () => ({
    occurredAt: envelope.time("Timestamp"),
    monitor: null,
    severity: "info",
    summary: subject,
    url: null,
  }));
}

/** The body holds no link; the region's code stands in the ARN alone. */
function consoleLink(arn: string, name: string | null): string | null {
  const region = /^arn:aws:cloudwatch:([a-z0-9-]{1,32}):/.exec(arn)?.[1];
  if (region === undefined || name === null || name.length > 512 || !name.isWellFormed()) return null;
  return `https://${region}.console.aws.amazon.com/cloudwatch/home?region=${region}#alarmsV2:alarm/${encodeURIComponent(name)}`;
}

function* readLabels(alarm: FieldReader): Generator<readonly [string, string | null]> {
  yield* fieldLabels(alarm, "AlarmName", "AWSAccountId", "Region", "AlarmDescription");
  yield* fieldLabels(alarm, "Trigger.Namespace", "Trigger.MetricName");
  const dimensions = alarm.value("Trigger.Dimensions");
  if (!Array.isArray(dimensions)) return;
  for (const dimension of dimensions.slice(0, dimensionsMax)) {
    if (isJsonObject(dimension) && typeof dimension.name === "string" && typeof dimension.value === "string")
      yield [dimension.name, dimension.value];
  }
}
