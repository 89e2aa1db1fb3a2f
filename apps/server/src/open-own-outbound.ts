import { networkInterfaces } from "node:os";
import { type Database, type Listener, listListeners } from "@signalbox/database";
import { type Outbound, openOutbound } from "@signalbox/pipeline";
import type { Env } from "./env.ts";

export interface OwnOutbound {
  outbound: Outbound;
  /** Reads again where api processes listen: none of them may be called, whatever the allowed networks say. */
  learnListeners(): Promise<void>;
}

/** The door to the outside of this process, with all that is known of what is our own. */
export async function openOwnOutbound(env: Env, db: Pick<Database, "sql">): Promise<OwnOutbound> {
  const known = { ports: [env.port, ...databasePort(env.databaseUrl)], addresses: addressesOfThisMachine() };
  const ownPorts = [...known.ports];
  const ownAddresses = [...known.addresses];
  const outbound = openOutbound({
    allowNetworks: env.allowNetworks,
    ownPorts,
    ownAddresses,
    ownHosts: env.publicUrl === null ? [] : [hostAndPort(env.publicUrl)],
  });
  const learnListeners = async (): Promise<void> => {
    const listeners: Listener[] = await listListeners(db.sql);
    ownPorts.splice(0, ownPorts.length, ...known.ports, ...listeners.map(({ port }) => port));
    ownAddresses.splice(0, ownAddresses.length, ...known.addresses, ...listeners.flatMap(({ addresses }) => addresses));
  };
  await learnListeners();
  return { outbound, learnListeners };
}

export function addressesOfThisMachine(): string[] {
  return Object.values(networkInterfaces()).flatMap((list) => list?.map(({ address }) => address) ?? []);
}

function databasePort(url: string | null): number[] {
  if (url === null) return [];
  const { port } = new URL(url);
  return [port === "" ? 5432 : Number(port)];
}

function hostAndPort(url: string): string {
  const { hostname, port, protocol } = new URL(url);
  return `${hostname}:${port === "" ? (protocol === "https:" ? 443 : 80) : port}`;
}
