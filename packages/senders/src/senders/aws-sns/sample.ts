import { toIso } from "@signalbox/core";
import { sampleJson, sampleUuid } from "../../payload/sample-json.ts";
import { testName } from "../../payload/test-name.ts";
import type { Sender } from "../../sender.ts";

const account = "123456789012";
const region = "eu-central-1";
const ownTopic = `arn:aws:sns:${region}:${account}:checkout-alarms`;

/**
 * Amazon alone has the key that real messages are signed with. A sample names this address, in a region that does not exist:
 * whoever signs it must have it known by other means.
 */
export const ownCertificateAddress = "https://sns.xx-signalbox-1.amazonaws.com/sample.pem";

export const sampleAwsSns: Sender["sample"] = (kind, { now, key, topic = ownTopic }) => {
  const isOver = kind === "resolve";
  const state = isOver ? "OK" : "ALARM";
  const name = kind === "test" ? testName : "checkout-5xx";
  const message = {
    AlarmName: name,
    AlarmDescription: "5xx rate above 5%",
    AWSAccountId: account,
    NewStateValue: state,
    NewStateReason: isOver
      ? "Threshold Crossed: 3 out of the last 5 datapoints were not greater than the threshold (50.0)."
      : "Threshold Crossed: 3 out of the last 5 datapoints were greater than the threshold (50.0).",
    StateChangeTime: toIso(now).replace("Z", "+0000"),
    Region: "EU (Frankfurt)",
    AlarmArn: `arn:aws:cloudwatch:${region}:${account}:alarm:${key}`,
    OldStateValue: isOver ? "ALARM" : "OK",
    Trigger: {
      MetricName: "HTTPCode_Target_5XX_Count",
      Namespace: "AWS/ApplicationELB",
      Dimensions: [{ value: "app/checkout/50dc6c495c0c9188", name: "LoadBalancer" }],
    },
  };
  const id = sampleUuid(`${kind} ${key} ${now}`);
  const body = {
    Type: "Notification",
    MessageId: id,
    TopicArn: topic,
    Subject: `${state}: "${name}" in EU (Frankfurt)`,
    Message: JSON.stringify(message),
    Timestamp: toIso(now),
    SignatureVersion: "2",
    Signature: "",
    SigningCertURL: ownCertificateAddress,
  };
  return sampleJson(body, {
    "content-type": "text/plain; charset=UTF-8",
    "user-agent": "Amazon Simple Notification Service Agent",
    "x-amz-sns-message-type": "Notification",
    "x-amz-sns-message-id": id,
    "x-amz-sns-topic-arn": topic,
  });
};
