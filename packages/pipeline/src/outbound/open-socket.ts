import { connect, isIP, type Socket } from "node:net";
import { BlockedAddress } from "./blocked-address.ts";
import { guardedLookup, type Resolve } from "./guarded-lookup.ts";
import { type OutboundPolicy, refuseAddress } from "./judge-address.ts";

/** A bare connection through the guard: literal addresses are judged before, names when they are looked up, and what was
 *  reached once more. @throws BlockedAddress, or an error of the network with its code. */
export function openSocket(
  target: { host: string; port: number },
  given: { resolve: Resolve; policy: OutboundPolicy; timeoutMs: number; signal: AbortSignal },
): Promise<Socket> {
  const { resolve, policy, timeoutMs, signal } = given;
  const port = target.port;
  const host = target.host.replace(/^\[|\]$/g, "");
  const refusal = isIP(host) === 0 ? null : refuseAddress(host, port, policy);
  if (refusal !== null) return Promise.reject(new BlockedAddress(refusal));
  return new Promise((done, failed) => {
    const socket = connect({ host, port, lookup: guardedLookup(resolve, port, policy) });
    const end = (error: Error): void => {
      stopWaiting();
      socket.destroy();
      failed(error);
    };
    const onAbort = (): void => end(Object.assign(new Error("aborted"), { code: "ABORT_ERR" }));
    const onTimeout = (): void =>
      end(Object.assign(new Error(`no connection within ${timeoutMs} ms`), { code: "ETIMEDOUT" }));
    const timer = setTimeout(onTimeout, timeoutMs);
    const stopWaiting = (): void => {
      clearTimeout(timer);
      signal.removeEventListener("abort", onAbort);
      socket.removeListener("error", end);
    };
    signal.addEventListener("abort", onAbort);
    socket.once("error", end);
    socket.once("connect", () => {
      const reached = refuseAddress(socket.remoteAddress ?? "", socket.remotePort ?? 0, policy);
      if (reached !== null) return end(new BlockedAddress(reached));
      stopWaiting();
      done(socket);
    });
    if (signal.aborted) onAbort();
  });
}
