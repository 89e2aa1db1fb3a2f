import { Agent, buildConnector } from "undici";
import { type Outbound, openOutbound } from "./open-outbound.ts";

/** A door to the outside behind which every host is an imitation on a port of this machine, spoken to without TLS. For tests only. */
export function outboundTo(port: number): Outbound {
  const connect = buildConnector({});
  const agent = new Agent({
    connect: (target, callback) =>
      connect({ ...target, protocol: "http:", hostname: "127.0.0.1", port: String(port) }, callback),
  });
  const real = openOutbound({ allowNetworks: [], ownPorts: [], ownAddresses: [], ownHosts: [] });
  return {
    ...real,
    agent,
    async close() {
      await agent.destroy();
      await real.close();
    },
  };
}
