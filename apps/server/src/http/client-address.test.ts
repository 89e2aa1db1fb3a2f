import { describe, expect, it } from "vitest";
import { clientAddress } from "./client-address.ts";

const trusted = ["10.0.0.0/8", "::1/128", "fd00::/8"];

describe("clientAddress (J15)", () => {
  it.each([
    ["no proxy is trusted", "203.0.113.9", "1.2.3.4", [], "203.0.113.9"],
    ["the socket is not a trusted proxy", "203.0.113.9", "1.2.3.4", trusted, "203.0.113.9"],
    ["the proxy says who called", "10.0.0.1", "1.2.3.4", trusted, "1.2.3.4"],
    ["the caller wrote entries of its own", "10.0.0.1", "9.9.9.9, 1.2.3.4", trusted, "1.2.3.4"],
    ["the proxies form a chain", "10.0.0.1", "9.9.9.9, 1.2.3.4, 10.0.0.2", trusted, "1.2.3.4"],
    ["several headers were joined", "10.0.0.1", "9.9.9.9,1.2.3.4,10.9.9.9", trusted, "1.2.3.4"],
    ["there is no header", "10.0.0.1", undefined, trusted, "10.0.0.1"],
    ["the header is empty", "10.0.0.1", "", trusted, "10.0.0.1"],
    ["the proxy could not tell", "10.0.0.1", "unknown", trusted, "10.0.0.1"],
    ["an entry is no address", "10.0.0.1", "1.2.3.4, unknown, 10.0.0.2", trusted, "10.0.0.2"],
    ["an entry is a number", "10.0.0.1", "16909060", trusted, "10.0.0.1"],
    ["the entry has a port", "10.0.0.1", "1.2.3.4:5678", trusted, "1.2.3.4"],
    ["the entry is IPv6", "::1", "2001:db8::7", trusted, "2001:db8::7"],
    ["the entry is IPv6 with a port", "::1", "[2001:db8::7]:443", trusted, "2001:db8::7"],
    ["IPv4 came through an IPv6 socket", "::ffff:10.0.0.1", "1.2.3.4", trusted, "1.2.3.4"],
    ["all entries are proxies", "10.0.0.1", "10.0.0.3, 10.0.0.2", trusted, "10.0.0.3"],
    ["the header is longer than any chain", "10.0.0.1", `${"1.2.3.4,".repeat(1250)}1.2.3.4`, trusted, "10.0.0.1"],
  ])("where %s", (_, socket, header, proxies, expected) => {
    expect(clientAddress(socket, header, proxies)).toBe(expected);
  });
});
