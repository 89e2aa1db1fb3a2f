import { describe, expect, it } from "vitest";
import { quirksOf } from "../../conformance/quirks.ts";
import { awsSns } from "./index.ts";

const { load, read, identify } = quirksOf(awsSns);

/** The open sample with fields of its inner message changed. */
function alarm(changes: Record<string, unknown>, outer: Record<string, unknown> = {}) {
  const envelope = load("open.json", outer);
  const message = { ...JSON.parse(envelope.Message as string), ...changes };
  return { ...envelope, Message: JSON.stringify(message) };
}

describe("an Amazon SNS message", () => {
  it.each([
    ["OK", "resolved"],
    ["ALARM", "opened"],
    ["INSUFFICIENT_DATA", "updated"],
  ])("with the state %s is %s", (state, type) => {
    expect(read(alarm({ NewStateValue: state }))).toMatchObject({ events: [{ type }] });
  });

  it("is read for a composite alarm, which has no trigger", () => {
    const composite = { Trigger: undefined, AlarmRule: "ALARM(a) OR ALARM(b)", TriggeringChildren: [{ Arn: "a" }] };
    expect(read(alarm(composite))).toMatchObject({ events: [{ type: "opened", drift: [] }] });
  });

  it("takes the time of the alarm, not that of the message, since their order is not kept", () => {
    expect(read(alarm({ StateChangeTime: "2026-11-20T08:00:00.000+0000" }))).toMatchObject({
      events: [{ occurredAt: Date.UTC(2026, 10, 20, 8) }],
    });
  });

  it("is a test where its subject or its alarm is named for one", () => {
    const plain = load("open.json", { Subject: "Signalbox test of Monday", Message: "hello" });
    expect(read(plain)).toMatchObject({ events: [{ type: "test", summary: "Signalbox test of Monday" }] });
    expect(read(alarm({ AlarmName: "Signalbox test" }))).toMatchObject({ events: [{ type: "test" }] });
  });

  it.each(["hello", '{"Records":[]}', "[1]", ""])("of another publisher (%j) is a failure, not a guess", (message) => {
    expect(read(load("open.json", { Message: message }))).toMatchObject({ outcome: "unreadable", field: "Message" });
  });

  it("names the field that stands in its way", () => {
    expect(read(alarm({ NewStateValue: "BROKEN" }))).toMatchObject({
      outcome: "unreadable",
      field: "Message.NewStateValue",
    });
    expect(read(alarm({ AlarmArn: undefined }))).toMatchObject({ field: "Message.AlarmArn" });
    expect(read(load("open.json", { Type: "Else" }))).toMatchObject({ field: "Type" });
  });

  it("is known by the id in it, which is signed, not by that in its header", () => {
    const body = load("open.json");
    expect(identify(body, { "x-amz-sns-message-id": "other" })).toEqual({ basis: "sender", id: body.MessageId });
  });

  it("makes a link of what is an ARN of CloudWatch alone", () => {
    expect(read(alarm({ AlarmArn: "arn:aws:cloudwatch:x y:1:alarm:a" }))).toMatchObject({ events: [{ url: null }] });
  });

  it("asks nothing of a person at an address that is not Amazon's", () => {
    const ask = (changes: Record<string, unknown>) => {
      const body = Buffer.from(JSON.stringify(load("subscription_confirmation.json", changes)));
      return awsSns.asks?.({ headers: {}, body, query: "" });
    };
    expect(ask({})).toMatchObject({ kind: "subscription" });
    expect(ask({ SubscribeURL: "https://evil.example/?Action=ConfirmSubscription" })).toBeNull();
    expect(ask({ SubscribeURL: "https://sns.eu-central-1.amazonaws.com.evil.example/" })).toBeNull();
    expect(ask({ Type: "Notification" })).toBeNull();
  });
});
