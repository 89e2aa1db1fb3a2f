import { ApiError } from "@signalbox/contract";
import type { Cli, Command, Server } from "../command.ts";
import { describeApiError } from "../connect.ts";
import { plainText } from "../print-table.ts";

interface Finding {
  name: string;
  ok: boolean;
  words: string;
}

export const doctor: Command = {
  words: ["doctor"],
  usage: "",
  about: "ask the running server whether all is well",
  values: 0,
  options: {},
  async run(_input, cli) {
    const findings = await examine(cli);
    const isWell = findings.every((finding) => finding.ok);
    if (cli.json) cli.print(JSON.stringify({ ok: isWell, findings }));
    else
      for (const { ok, name, words } of findings)
        cli.print(`${ok ? "ok    " : "FAILED"}  ${name}: ${plainText(words)}`);
    return isWell ? 0 : 1;
  },
};

async function examine(cli: Cli): Promise<Finding[]> {
  const server = cli.server();
  const up = await probe(server, "/healthz", "the process answers", "the server");
  if (!up.ok) return [up];
  const ready = await probe(server, "/readyz", "the database can be written and its schema fits", "ready");
  try {
    const me = await server.api.getMe();
    const settings = await server.api.getSettings();
    const failures = await server.api.listFailures({ query: { status: "open", limit: 1 } });
    const sources = await server.api.listSources({ query: { limit: 500 } });
    const unsigned = sources.items.filter((source) => !source.signed).map((source) => source.key);
    const { outbound } = settings;
    return [
      up,
      ready,
      { name: "token", ok: true, words: `accepted as ${me.name}${me.role === null ? "" : `, ${me.role}`}` },
      { name: "version", ok: true, words: settings.version },
      {
        name: "outbound calls",
        ok: outbound.enabled,
        words: outbound.enabled
          ? "on"
          : `off: ${outbound.reason ?? "SIGNALBOX_OUTBOUND"}; nothing is ticketed or paged`,
      },
      {
        name: "failures",
        ok: failures.openCount === 0,
        words: failures.openCount === 0 ? "none is open" : `${failures.openCount} open: see ${server.url}/failures`,
      },
      {
        name: "sources",
        ok: sources.items.length > 0,
        words: describeSources(sources.items.length, unsigned),
      },
    ];
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    return [up, ready, { name: "API", ok: false, words: describeApiError(error, server) }];
  }
}

function describeSources(amount: number, unsigned: readonly string[]): string {
  if (amount === 0) return "there is none, so nothing can arrive: make one in the app, or apply a config file";
  return unsigned.length === 0 ? String(amount) : `${amount}, of which unsigned: ${unsigned.join(", ")}`;
}

async function probe(server: Server, path: string, good: string, name: string): Promise<Finding> {
  const answer = await fetch(`${server.url}${path}`, { signal: AbortSignal.timeout(5_000) }).catch(() => null);
  if (answer === null) return { name, ok: false, words: describeApiError(new ApiError(0, null), server) };
  const text = await answer.text().catch(() => "");
  if (answer.ok) return { name, ok: true, words: good };
  return { name, ok: false, words: `${path} answered ${answer.status} ${text.slice(0, 300)}` };
}
