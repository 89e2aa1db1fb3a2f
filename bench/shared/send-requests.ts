import { connect } from "node:net";

/** Sends whole HTTP requests over so many connections, one at a time on each, until `take` gives null.
 *  @param onAnswer told the status of each answer and when its request was sent (`performance.now()`) */
export async function sendRequests(options: {
  port: number;
  connections: number;
  take(): Buffer | null;
  onAnswer(status: string, sentAt: number): void;
}): Promise<void> {
  await Promise.all(Array.from({ length: options.connections }, () => sendOnOne(options)));
}

function sendOnOne({ port, take, onAnswer }: Parameters<typeof sendRequests>[0]): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = connect({ port, host: "127.0.0.1", noDelay: true });
    let sentAt = 0;
    let pending = "";
    const send = (): void => {
      const request = take();
      sentAt = performance.now();
      if (request === null) socket.end();
      else socket.write(request);
    };
    socket
      .on("connect", send)
      .on("error", reject)
      .on("close", () => resolve());
    socket.on("data", (chunk) => {
      pending += chunk.toString("latin1");
      const length = answerLength(pending);
      if (length === null || pending.length < length) return;
      const answer = pending;
      pending = pending.slice(length);
      onAnswer(answer.slice(9, 12), sentAt);
      // The server may end a connection after so many requests: the rest goes over a new one.
      if (/\r\nconnection: close\r\n/i.test(answer.slice(0, length))) {
        socket.removeAllListeners("close").end();
        sendOnOne({ port, connections: 1, take, onAnswer }).then(resolve, reject);
      } else send();
    });
  });
}

function answerLength(text: string): number | null {
  const headEnds = text.indexOf("\r\n\r\n");
  if (headEnds < 0) return null;
  const length = /content-length: (\d+)/i.exec(text.slice(0, headEnds))?.[1];
  return headEnds + 4 + Number(length ?? 0);
}
