import type { IncomingMessage, ServerResponse } from "node:http";
import type { Answer } from "./answer-outcome.ts";

/** Answers at once, then takes in and drops what the sender still sends, so that it gets to read the answer; closes the
 *  connection when it has ended, at the latest after `drainMs`. */
export function refuseAndDrain(
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  answer: Answer,
  drainMs: number,
): void {
  const headers = { ...answer.headers, "content-length": Buffer.byteLength(answer.body), connection: "close" };
  outgoing.writeHead(answer.status, headers);
  outgoing.write(answer.body);
  const finish = (): void => {
    clearTimeout(timer);
    outgoing.end();
  };
  const timer = setTimeout(() => {
    outgoing.end();
    incoming.socket.destroySoon();
  }, drainMs);
  incoming.once("end", finish).once("close", finish).once("error", finish);
  incoming.resume();
}
