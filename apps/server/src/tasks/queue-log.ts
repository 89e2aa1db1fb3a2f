import { type LogFunctionFactory, Logger } from "graphile-worker";
import type { Logger as PinoLogger } from "pino";

/** The queue's own lines in our log: its words and the job's id, never the job itself. */
export function queueLog(log: PinoLogger): Logger {
  const factory: LogFunctionFactory = (scope) => (level, message) => {
    const line = { stage: "queue", jobId: scope.jobId, task: scope.taskIdentifier };
    const words = message.slice(0, 300);
    if (level === "error") log.error(line, words);
    else if (level === "warning") log.warn(line, words);
    else log.debug(line, words);
  };
  return new Logger(factory);
}
