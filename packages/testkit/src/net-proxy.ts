import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Socket } from "node:net";

/** `cut`: open connections end and new ones are refused; `blackhole`: nothing passes and nothing ends, for
 *  a connection that it befell not even later;
 *  `cutAfterBytes`: each connection ends after so many bytes towards the client; `dropReplyAfter`: once a client has sent
 *  what matches, it gets no byte back and its connection ends. */
export type ProxyMode =
  | { mode: "pass" }
  | { mode: "latency"; ms: number }
  | { mode: "cut" }
  | { mode: "blackhole" }
  | { mode: "cutAfterBytes"; bytes: number }
  | { mode: "dropReplyAfter"; pattern: RegExp };

export type NetProxy = {
  port: number;
  /** Holds for connections that are open as well. */
  set(mode: ProxyMode): void;
  /** How many connections were dropped by `dropReplyAfter`. */
  dropped(): number;
  close(): Promise<void>;
};

/** A TCP proxy on 127.0.0.1 that misbehaves when told to. For tests only. */
export async function startNetProxy(target: { port: number; host?: string }): Promise<NetProxy> {
  let mode: ProxyMode = { mode: "pass" };
  let dropped = 0;
  const pairs = new Set<[client: Socket, server: Socket]>();

  const listener = createServer({ noDelay: true }, (client) => {
    if (mode.mode === "cut") {
      client.destroy();
      return;
    }
    const server = connect({ port: target.port, host: target.host ?? "127.0.0.1", noDelay: true });
    const pair: [Socket, Socket] = [client, server];
    pairs.add(pair);
    let sentBack = 0;
    let isDropping = false;
    let isLost = false;
    const end = (): void => {
      pairs.delete(pair);
      client.destroy();
      server.destroy();
    };
    for (const socket of pair) socket.on("error", end).on("close", end);
    client.on("data", (chunk) => {
      if (mode.mode === "dropReplyAfter" && mode.pattern.test(chunk.toString("latin1"))) isDropping = true;
      isLost ||= mode.mode === "blackhole";
      if (!isLost) pass(chunk, server);
    });
    server.on("data", (chunk) => {
      if (isDropping) {
        dropped++;
        end();
        return;
      }
      sentBack += chunk.length;
      isLost ||= mode.mode === "blackhole";
      if (!isLost) pass(chunk, client);
      if (mode.mode === "cutAfterBytes" && sentBack >= mode.bytes) end();
    });
  });

  function pass(chunk: Buffer, to: Socket): void {
    if (mode.mode === "latency") setTimeout(() => to.writable && to.write(chunk), mode.ms);
    else to.write(chunk);
  }

  listener.listen(0, "127.0.0.1");
  await once(listener, "listening");
  return {
    port: (listener.address() as AddressInfo).port,
    set(changed) {
      mode = changed;
      if (mode.mode === "cut") for (const [client] of pairs) client.destroy();
    },
    dropped: () => dropped,
    async close() {
      for (const [client] of pairs) client.destroy();
      listener.close();
      await once(listener, "close");
    },
  };
}
