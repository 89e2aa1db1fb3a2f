import { sampleJson } from "../../payload/sample-json.ts";
import type { Sender } from "../../sender.ts";

export const sampleHyperping: Sender["sample"] = (kind, { now, key }) => {
  const isUp = kind === "resolve";
  const body = {
    event: isUp ? "check.up" : "check.down",
    check: {
      monitorUuid: key,
      url: `https://api.shop.example/checkout/health${kind === "test" ? "?signalbox-test" : ""}`,
      status: isUp ? 200 : 503,
      down: !isUp,
      date: now,
    },
  };
  return sampleJson(body);
};
