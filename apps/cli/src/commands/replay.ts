import type { Replay } from "@signalbox/contract";
import { type Command, UsageError } from "../command.ts";
import { printTable } from "../print-table.ts";

export const replay: Command = {
  words: ["replay"],
  usage: "DELIVERY [--reason TEXT [--send-anyway ID,ID]]",
  about: "show what a replay by today's code and rules would do; with a reason, do it",
  values: 1,
  options: { reason: { type: "string" }, "send-anyway": { type: "string" } },
  async run(input, cli) {
    const [id = ""] = input.values;
    const reason = input.text("reason");
    const chosen = input.text("send-anyway");
    if (reason === undefined && chosen !== undefined) throw new UsageError("--send-anyway needs --reason TEXT.");
    const { api } = cli.server();
    const params = { id };
    const found =
      reason === undefined
        ? await api.previewReplay({ params })
        : await api.replayDelivery({
            params,
            body: { reason, ...(chosen === undefined ? {} : { sendAnyway: chosen.split(",") }) },
          });
    if (cli.json) cli.print(JSON.stringify(found));
    else print(found, (line) => cli.print(line));
    return 0;
  },
};

function print({ outcome, reason, events, ordered }: Replay, say: (line: string) => void): void {
  if (outcome === "failed") say("It had failed: it is processed again as if it had just come.");
  if (reason !== null) say(`By today's code it is ${outcome}: ${reason}`);
  const rows = events.flatMap((event) =>
    event.orders.map((order) => [
      order.id,
      event.incident?.title ?? null,
      order.rule,
      `${order.kind} → ${order.connection}`,
      order.standing,
    ]),
  );
  if (rows.length > 0) say(printTable(["ID", "INCIDENT", "RULE", "WHAT", "STANDING"], rows));
  for (const { ordinal, reading, differences } of events.filter((event) => event.reading !== "same")) {
    say(`event ${ordinal}: ${reading}`);
    for (const { field, was, now } of differences) say(`  ${field}: ${was || "nothing"} → ${now || "nothing"}`);
  }
  say(ordered === null ? "Nothing was done: this is a preview." : `${ordered} ordered.`);
}
