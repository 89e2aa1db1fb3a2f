import ipaddr from "ipaddr.js";

/** The address that a request comes from: the socket's, unless that is a trusted proxy; then the right-most entry of
 *  X-Forwarded-For that is not a trusted proxy itself. What is no address ends the walk at the last one believed.
 *  @param trustedProxies networks in CIDR form. */
export function clientAddress(
  socketAddress: string,
  forwardedFor: string | undefined,
  trustedProxies: readonly string[],
): string {
  const socket = normalAddress(socketAddress) ?? socketAddress;
  if (forwardedFor === undefined || forwardedFor.length > 4096 || !isTrusted(socket, trustedProxies)) return socket;
  let believed = socket;
  for (const entry of forwardedFor.split(",").reverse()) {
    const address = normalAddress(withoutPort(entry.trim()));
    if (address === null) return believed;
    believed = address;
    if (!isTrusted(address, trustedProxies)) return address;
  }
  return believed;
}

export function isLoopbackAddress(address: string): boolean {
  const normal = normalAddress(address);
  return normal !== null && ipaddr.process(normal).range() === "loopback";
}

/** Whether the other end of a connection is in one of these networks. */
export function isFromNetworks(socketAddress: string, networks: readonly string[]): boolean {
  return isTrusted(normalAddress(socketAddress) ?? socketAddress, networks);
}

function isTrusted(address: string, networks: readonly string[]): boolean {
  if (!ipaddr.isValid(address)) return false;
  const parsed = ipaddr.process(address);
  return networks.some((network) => {
    const [base, bits] = ipaddr.parseCIDR(network);
    return base.kind() === parsed.kind() && parsed.match(base, bits);
  });
}

function normalAddress(text: string): string | null {
  return ipaddr.IPv4.isValidFourPartDecimal(text) || ipaddr.IPv6.isValid(text) ? ipaddr.process(text).toString() : null;
}

function withoutPort(entry: string): string {
  const bracketed = /^\[([^\]]+)\](?::\d+)?$/.exec(entry);
  if (bracketed) return bracketed[1]!;
  return /^[\d.]+:\d+$/.test(entry) ? entry.slice(0, entry.lastIndexOf(":")) : entry;
}
