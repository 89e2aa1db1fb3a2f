import { type Logger, pino } from "pino";
import type { Env } from "./env.ts";
import { prettyLine } from "./pretty-line.ts";

const errorTextMax = 300;

/** Wide lines of ids, codes, sizes and durations; never bodies, headers, queries or URLs. Errors are told by name, code
 *  and the first 300 characters of their message. @param write where lines go: left out, standard output. */
export function createLog(
  env: Pick<Env, "logLevel" | "logFormat" | "role">,
  write: (line: string) => void = (line) => void process.stdout.write(line),
): Logger {
  const options = {
    level: env.logLevel,
    base: { role: env.role },
    formatters: { level: (label: string) => ({ level: label }) },
    serializers: { error: describeError },
  };
  return pino(options, { write: env.logFormat === "pretty" ? (line) => write(prettyLine(line)) : write });
}

function describeError(error: unknown): Record<string, unknown> {
  if (!(error instanceof Error)) return { message: String(error).slice(0, errorTextMax) };
  const { code } = error as { code?: unknown };
  return {
    name: error.name,
    ...(typeof code === "string" ? { code } : {}),
    message: error.message.slice(0, errorTextMax),
    at: error.stack
      ?.split("\n")
      .filter((line) => line.startsWith("    at "))
      .slice(0, 4)
      .map((line) => line.trim()),
  };
}
