import ipaddr from "ipaddr.js";

/** A network that outbound calls may reach although it is private; `port` null: every port there. */
export interface AllowedNetwork {
  address: string;
  prefixLength: number;
  port: number | null;
}

export interface OutboundPolicy {
  allowNetworks: readonly AllowedNetwork[];
  /** Ports of our own on this machine (web server, embedded Postgres): refused whatever the networks say. */
  ownPorts: readonly number[];
  /** Addresses of this machine's interfaces; loopback need not be named. */
  ownAddresses: readonly string[];
  /** Where people reach us, as `host:port`: refused by name. */
  ownHosts: readonly string[];
}

// Answer to anybody on the host who asks, with credentials: no allow-list opens these.
const metadataAddresses = new Set([
  "169.254.169.254",
  "169.254.170.2",
  "169.254.170.23",
  "100.100.100.200",
  "192.0.0.192",
  "168.63.129.16",
  "fd00:ec2::254",
  "fd00:ec2::23",
]);
const globalIpv6 = ipaddr.parseCIDR("2000::/3");
const documentationIpv6 = ipaddr.parseCIDR("3fff::/20");

/** Why an address may not be called, or null. Accepts any text form of an address; what is none is refused. */
export function refuseAddress(address: string, port: number, policy: OutboundPolicy): string | null {
  if (!ipaddr.isValid(address)) return "this is no address";
  const ip = ipaddr.process(address);
  const shown = ip.toString();
  if (metadataAddresses.has(shown)) return `${shown} is a metadata service`;
  if (policy.ownPorts.includes(port) && isOwn(ip, policy)) return `port ${port} of this machine is our own`;
  if (policy.allowNetworks.some((network) => contains(network, ip, port))) return null;
  return isPublic(ip) ? null : `${shown} is not a public address; SIGNALBOX_ALLOW_NETWORKS can allow it`;
}

function isPublic(ip: ipaddr.IPv4 | ipaddr.IPv6): boolean {
  if (ip.range() !== "unicast") return false;
  return ip instanceof ipaddr.IPv4 || (ip.match(globalIpv6) && !ip.match(documentationIpv6));
}

function isOwn(ip: ipaddr.IPv4 | ipaddr.IPv6, policy: OutboundPolicy): boolean {
  if (["loopback", "unspecified"].includes(ip.range())) return true;
  return policy.ownAddresses.some((own) => ipaddr.isValid(own) && ipaddr.process(own).toString() === ip.toString());
}

function contains(network: AllowedNetwork, ip: ipaddr.IPv4 | ipaddr.IPv6, port: number): boolean {
  if (network.port !== null && network.port !== port) return false;
  const base = ipaddr.process(network.address);
  return base.kind() === ip.kind() && ip.match(base, network.prefixLength);
}
