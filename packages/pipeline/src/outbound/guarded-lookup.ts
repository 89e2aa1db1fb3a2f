import { lookup } from "node:dns/promises";
import type { LookupFunction } from "node:net";
import { BlockedAddress } from "./blocked-address.ts";
import { type OutboundPolicy, refuseAddress } from "./judge-address.ts";

export interface ResolvedAddress {
  address: string;
  family: number;
}

/** Every address of a name. */
export type Resolve = (name: string) => Promise<ResolvedAddress[]>;

/** A look-up for one connection. A name passes only when each of its addresses does: the check is where the connection is
 *  made, so that a name which changes its address between two look-ups gains nothing. */
export function guardedLookup(resolve: Resolve, port: number, policy: OutboundPolicy): LookupFunction {
  return (name, options, callback) => {
    resolve(name)
      .then((found) => {
        for (const { address } of found) {
          const refusal = refuseAddress(address, port, policy);
          if (refusal !== null) throw new BlockedAddress(refusal);
        }
        const [first] = found;
        if (first === undefined) throw Object.assign(new Error("the name has no address"), { code: "ENOTFOUND" });
        if (options.all) callback(null, found);
        else callback(null, first.address, first.family);
      })
      .catch((error: NodeJS.ErrnoException) => callback(error, "", 0));
  };
}

export async function resolveBySystem(name: string): Promise<ResolvedAddress[]> {
  const bare = name.replace(/\.$/, "").toLowerCase();
  // RFC 6761: these are this machine, whatever a resolver says.
  if (bare === "localhost" || bare.endsWith(".localhost")) return [{ address: "127.0.0.1", family: 4 }];
  return lookup(name, { all: true });
}
