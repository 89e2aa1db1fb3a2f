import { type LedgerRun, ledgerPeriod } from "@signalbox/contract";
import { type Cli, type Command, CommandError, UsageError } from "../command.ts";
import { followRun } from "../follow-run.ts";
import { printFindings, sayPhase } from "./ledger-verify.ts";

export const ledgerClose: Command = {
  words: ["ledger", "close"],
  usage: "2026-11 --email YOU [--explain KIND=WHY]…   (your password in SIGNALBOX_PASSWORD)",
  about: "verify the ledger and close a month; a person does it, not a token",
  values: 1,
  options: { email: { type: "string" }, explain: { type: "string", multiple: true } },
  async run(input, cli) {
    const [period = ""] = input.values;
    if (!ledgerPeriod.safeParse(period).success) throw new UsageError(`A month such as 2026-11, not "${period}".`);
    const email = input.text("email");
    const password = cli.env.SIGNALBOX_PASSWORD;
    if (email === undefined || !password) {
      throw new UsageError("A person closes a month: give --email, and the password in SIGNALBOX_PASSWORD.");
    }
    const call = await signIn(cli, email, password);
    const body = { explanations: readExplanations(input.list("explain")) };
    const started = await call<LedgerRun>("POST", `/api/v1/ledger/periods/${period}/close`, body);
    const ask = (id: string): Promise<LedgerRun> => call("GET", `/api/v1/ledger/runs/${id}`);
    const run = await followRun(cli, started, { ask, words: sayPhase });
    if (cli.json) cli.print(JSON.stringify(run));
    else if (run.state === "done") cli.print(`${period} is closed.`);
    else printFindings(cli, run);
    return run.state === "done" ? 0 : 1;
  },
};

function readExplanations(given: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    given.map((text) => {
      const at = text.indexOf("=");
      if (at < 1) throw new UsageError(`--explain is written as missingRates="batch costs nothing", not "${text}".`);
      return [text.slice(0, at), text.slice(at + 1)];
    }),
  );
}

type Call = <Answer>(method: "GET" | "POST", path: string, body?: object) => Promise<Answer>;

async function signIn(cli: Cli, email: string, password: string): Promise<Call> {
  const { url } = cli.server();
  const send = (method: string, path: string, body: object | undefined, cookie: string) =>
    fetch(`${url}${path}`, {
      method,
      headers: { "content-type": "application/json", origin: url, cookie },
      ...(body && { body: JSON.stringify(body) }),
    });
  const answer = await send("POST", "/api/auth/sign-in/email", { email, password }, "");
  if (!answer.ok) throw new CommandError("Signing in was refused: is the e-mail address or the password wrong?");
  const cookie = answer.headers.getSetCookie().map((one) => one.split(";")[0]);
  return async (method, path, body) => {
    const reply = await send(method, path, body, cookie.join("; "));
    const read = (await reply.json()) as { detail?: string };
    if (!reply.ok) throw new CommandError(read.detail ?? `${url} answered ${reply.status}.`);
    return read as never;
  };
}
