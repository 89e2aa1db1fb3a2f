import { isIP, type Socket } from "node:net";
import { Agent, buildConnector } from "undici";
import { AccessTokens } from "./access-tokens.ts";
import { BlockedAddress } from "./blocked-address.ts";
import { guardedLookup, type Resolve, resolveBySystem } from "./guarded-lookup.ts";
import { type OutboundPolicy, refuseAddress } from "./judge-address.ts";
import { openSocket } from "./open-socket.ts";

export interface OutboundOptions extends OutboundPolicy {
  /** Every address of a name; the system's resolver where left out. */
  resolve?: Resolve;
  connectTimeoutMs?: number;
  /** Certificates to trust beside the system's, for targets of one's own. */
  ca?: string;
}

/** The one door to the outside: every connection goes through its guard. */
export interface Outbound {
  agent: Pick<Agent, "dispatch">;
  policy: OutboundPolicy;
  /** A bare connection for what isn't HTTP. @throws BlockedAddress, or an error of the network. */
  connect(target: { host: string; port: number }, signal: AbortSignal): Promise<Socket>;
  /** Certificates to trust beside the system's. */
  ca: string | null;
  /** What connections were given to sign in with. */
  tokens: AccessTokens;
  close(): Promise<void>;
}

const connectTimeoutMs = 3_000;
const headerBytesMax = 16_384;
// Shorter than the idle limit of common servers (5 s): on a connection that they have just closed, nobody can tell whether
// the request was carried out.
const keepAliveMs = 4_000;

export function openOutbound(options: OutboundOptions): Outbound {
  const { allowNetworks, ownPorts, ownAddresses, ownHosts } = options;
  const policy = { allowNetworks, ownPorts, ownAddresses, ownHosts };
  const resolve = options.resolve ?? resolveBySystem;
  const timeout = options.connectTimeoutMs ?? connectTimeoutMs;

  const connectTo = (port: number): buildConnector.connector =>
    buildConnector({
      timeout,
      allowH2: false,
      lookup: guardedLookup(resolve, port, policy),
      ...(options.ca === undefined ? {} : { ca: options.ca }),
    });
  const connectors = new Map<number, buildConnector.connector>();

  // Without a limit per host: how many calls are under way is decided before they begin, so that none waits in here while
  // its time runs.
  const agent = new Agent({
    connections: null,
    keepAliveTimeout: keepAliveMs,
    keepAliveMaxTimeout: keepAliveMs,
    maxHeaderSize: headerBytesMax,
    // The total limit of each call rules; these would only be a second, coarser clock.
    headersTimeout: 0,
    bodyTimeout: 0,
    connect: (target, callback) => {
      const port = Number(target.port) || (target.protocol === "https:" ? 443 : 80);
      const host = target.hostname.replace(/^\[|\]$/g, "");
      const refusal = isIP(host) === 0 ? null : refuseAddress(host, port, policy);
      if (refusal !== null) return callback(new BlockedAddress(refusal), null);
      let connector = connectors.get(port);
      if (connector === undefined) {
        connector = connectTo(port);
        connectors.set(port, connector);
      }
      connector(target, (...args) => {
        const [error, socket] = args;
        if (error !== null) return callback(error, null);
        // What the guard allowed is what must be connected, whatever happened in between.
        const reached = refuseAddress(socket.remoteAddress ?? "", socket.remotePort ?? 0, policy);
        if (reached === null) return callback(null, socket);
        socket.destroy();
        return callback(new BlockedAddress(reached), null);
      });
    },
  });
  return {
    agent,
    policy,
    connect: (target, signal) => openSocket(target, { resolve, policy, timeoutMs: timeout, signal }),
    ca: options.ca ?? null,
    tokens: new AccessTokens(),
    close: () => agent.destroy(),
  };
}
