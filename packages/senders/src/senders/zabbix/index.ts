import type { Sender } from "../../sender.ts";
import { identifyZabbix } from "./identify.ts";
import { normaliseZabbix } from "./normalise.ts";
import { sampleZabbix } from "./sample.ts";

export const zabbix: Sender = {
  key: "zabbix",
  name: "Zabbix",
  scheme: { type: "header-token", header: "x-api-key" },
  normaliserVersion: 1,
  natives: ["discord", "email", "jira", "mattermost", "msteams", "opsgenie", "pagerduty", "slack", "telegram"],
  nativesLink: "https://www.zabbix.com/integrations",
  proof: "another receiver",
  doubts: "The macros are seen in a receiver's script; the body is the one given here.",
  setup: {
    steps: [
      "Under Alerts, Media types create one of type Webhook. Its script posts its parameters as JSON to the URL of this source, with the header X-API-KEY: the secret of this source.",
      "Give it the parameters id {EVENT.ID}, triggerId {TRIGGER.ID}, status {EVENT.STATUS}, update_action {EVENT.UPDATE.ACTION}, name {EVENT.NAME}, severity {EVENT.SEVERITY}, host_name {HOST.NAME}, host_ip {HOST.IP}, tags {EVENT.TAGSJSON}, url {$ZABBIX.URL}, lastReceived {DATE} {TIME}.",
      "Set the time zone of this source to the one of the Zabbix server: its times name none.",
      "Give the media type to a user, and let a trigger action with recovery and update operations send to that user.",
    ],
    link: "https://www.zabbix.com/documentation/current/en/manual/config/notifications/media/webhook",
  },
  can: {
    sign: false,
    sendIds: false,
    retry: "Three attempts in all, whatever the answer was; then the event is lost.",
    timeLimit: "30 s by default",
    testEvent: "The Test button of the media type, with its macros left as they are.",
  },
  identify: identifyZabbix,
  normalise: normaliseZabbix,
  sample: sampleZabbix,
};
