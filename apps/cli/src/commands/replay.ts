import type { Replay } from "@signalbox/contract";
import { type Command, UsageError } from "../command.ts";
import { printTable } from "../print-table.ts";

export const replay: Command = {
  words: ["replay"],
  usage: "DELIVERY [--take N,N] [--reason TEXT [--send-anyway ID,ID]]",
  about: "show what a replay by today's code and rules would do; with a reason, do it; --take: new readings hold",
  values: 1,
  options: { reason: { type: "string" }, take: { type: "string" }, "send-anyway": { type: "string" } },
  async run(input, cli) {
    const [id = ""] = input.values;
    const reason = input.text("reason");
    const chosen = input.text("send-anyway");
    const take = input.text("take");
    if (take !== undefined && !/^\d+(,\d+)*$/.test(take)) throw new UsageError("--take is numbers of events: 0,1");
    if (reason === undefined && chosen !== undefined) throw new UsageError("--send-anyway needs --reason TEXT.");
    const { api } = cli.server();
    const params = { id };
    const found =
      reason === undefined
        ? await api.previewReplay({ params, query: take === undefined ? {} : { take } })
        : await api.replayDelivery({
            params,
            body: {
              reason,
              ...(chosen === undefined ? {} : { sendAnyway: chosen.split(",") }),
              ...(take === undefined ? {} : { takeReading: take.split(",").map(Number) }),
            },
          });
    if (cli.json) cli.print(JSON.stringify(found));
    else print(found, (line) => cli.print(line));
    return 0;
  },
};

function print({ outcome, reason, events, changed, closedMonths, ordered }: Replay, say: (line: string) => void): void {
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
  for (const { title, was, now, isWithdrawn } of changed) {
    const before = was === null ? "nothing" : `${was.status}, ${was.severity}`;
    say(`${title}: ${isWithdrawn ? "was never down, and is closed" : `${before} → ${now.status}, ${now.severity}`}`);
  }
  if (closedMonths.length > 0) say(`Closed months that get lines of correction: ${closedMonths.join(", ")}`);
  say(ordered === null ? "Nothing was done: this is a preview." : `${ordered} ordered.`);
}
