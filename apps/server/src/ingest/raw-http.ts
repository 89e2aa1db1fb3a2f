import { connect, type Socket } from "node:net";

export type RawConnection = {
  socket: Socket;
  /** All that came back so far. */
  received(): string;
  write(text: string | Buffer): void;
  /** Resolves when the other side has closed, with all that came back and how long it took. */
  closed(): Promise<{ text: string; ms: number }>;
};

/** A TCP connection that says exactly what it is told to, for tests of what no HTTP client would send. */
export function openRaw(port: number): RawConnection {
  const socket = connect({ port, host: "127.0.0.1", noDelay: true });
  const startedAt = performance.now();
  let text = "";
  socket.on("data", (chunk) => {
    text += chunk.toString("latin1");
  });
  const closed = new Promise<{ text: string; ms: number }>((resolve) => {
    socket.on("error", () => {}).on("close", () => resolve({ text, ms: performance.now() - startedAt }));
  });
  return { socket, received: () => text, write: (sent) => socket.write(sent), closed: () => closed };
}

/** Status codes of the answers in what came back, in order. */
export function statusesIn(text: string): number[] {
  return [...text.matchAll(/HTTP\/1\.1 (\d{3}) /g)].map((match) => Number(match[1]));
}
