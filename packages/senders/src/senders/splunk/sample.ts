import { sampleJson } from "../../payload/sample-json.ts";
import type { Sender } from "../../sender.ts";

const events = { open: {}, resolve: { signalbox_event: "resolved" }, test: { signalbox_event: "test" } } as const;

export const sampleSplunk: Sender["sample"] = (kind, { now, key }) => {
  const seconds = Math.floor(now / 1000);
  const sid = `scheduler__admin__search__${kind}_at_${seconds}_42`;
  return sampleJson({
    sid,
    search_name: "Checkout 5xx",
    app: "search",
    owner: "admin",
    results_link: `https://splunk.example:8000/app/search/@go?sid=${sid}`,
    result: { _time: String(seconds), host: key, count: "1203", severity: "critical", ...events[kind] },
  });
};
