import { createServer, type Server } from "node:http";
import net from "node:net";
import { type DnsImitation, type DnsScript, startDnsServer } from "@signalbox/testkit";
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { callOutside } from "./call-outside.ts";
import { type Outbound, openOutbound } from "./open-outbound.ts";

const refusedAddresses = [
  ..."127.0.0.1 127.1 127.0.1 2130706433 0x7f000001 0x7f.1 0x7f.0.0.1 0177.0.0.1 017700000001 %31%32%37.0.0.1".split(
    " ",
  ),
  ..."0 0.0.0.0 127.255.255.254 ①②⑦.⓪.⓪.① １２７.０.０.１ 127。0。0。1".split(" "),
  ..."[::1] [0:0:0:0:0:0:0:1] [::] [::ffff:127.0.0.1] [::ffff:7f00:1] [::127.0.0.1] [::ffff:a9fe:a9fe]".split(" "),
  ..."[::ffff:0:127.0.0.1] [64:ff9b::7f00:1] [64:ff9b:1::a9fe:a9fe] [2002:7f00:1::] [2001:0:7f00:1::]".split(" "),
  ..."[fe80::1] [fc00::1] [fd00:ec2::254] [fec0::1] [ff02::1] [100::1] [2001:db8::1] [3fff::1] [5f00::1]".split(" "),
  ..."169.254.169.254 2852039166 0xa9fea9fe 0251.0376.0251.0376 169.254.43518 169.254.170.2".split(" "),
  ..."100.100.100.200 192.0.0.192 168.63.129.16 10.0.0.1 172.16.0.1 172.31.255.255 192.168.0.1".split(" "),
  ..."100.64.0.1 192.0.2.1 198.18.0.1 198.51.100.1 203.0.113.1 224.0.0.1 240.0.0.1 255.255.255.255".split(" "),
  ..."localhost localhost. LOCALHOST foo.localhost metadata.google.internal metadata instance-data".split(" "),
];
const refusedUrls = [
  "http:127.0.0.1",
  "http:///127.0.0.1/",
  "http:\\\\127.0.0.1\\",
  "http://user:pass@127.0.0.1/",
  "http://example.com@127.0.0.1/",
  "http://example.com:80\t@127.0.0.1/",
  "http://127.0.0.1#@example.com/",
  "http://127.0.0.1%23@example.com/",
  "http://example.com\\@127.0.0.1/",
  "http://exa\tmple.com/",
  "http://@example.com/",
  "http://127.0.0.1:5432/",
  "http://127.0.0.1:0/",
  "https://127.0.0.1/",
  "http://signalbox.example.test/hooks/x",
  "file:///etc/passwd",
  "gopher://127.0.0.1:6379/_INFO",
  "ftp://127.0.0.1/",
  "data:text/plain,hi",
  "javascript:alert(1)",
  "unix:/var/run/docker.sock",
  "http+unix://%2Fvar%2Frun%2Fdocker.sock/",
  "http://[fe80::1%25eth0]/",
  "http://example.com%40127.0.0.1/",
  "http://127.0.0.1:65536/",
  "http://256.256.256.256/",
  "http://08.0.0.1/",
  "http://1.2.3.4.5/",
  "http://0x100000000/",
];
const metadata = ["169.254.169.254", "169.254.170.2", "100.100.100.200", "192.0.0.192", "168.63.129.16"];
const nothing = { ownPorts: [], ownAddresses: [], ownHosts: ["signalbox.example.test:80"] };
const everything = [
  { address: "0.0.0.0", prefixLength: 0, port: null },
  { address: "::", prefixLength: 0, port: null },
];

let names: Record<string, string[]> = {};
const resolve = async (name: string) => {
  const found = names[name.replace(/\.$/, "")] ?? [];
  return found.map((address) => ({ address, family: net.isIP(address) }));
};
let server: Server;
let port: number;
let visits = 0;
let guarded: Outbound;
const connects = vi.spyOn(net, "connect");

beforeAll(async () => {
  server = createServer((_request, response) => {
    visits += 1;
    response.end("ok");
  });
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  port = (server.address() as net.AddressInfo).port;
  guarded = openOutbound({ ...nothing, allowNetworks: [], resolve });
});
beforeEach(() => {
  connects.mockClear();
  visits = 0;
});
afterAll(async () => {
  await guarded.close();
  server.close();
});

function get(outbound: Outbound, url: string) {
  return callOutside(outbound, { method: "GET", url, headers: {}, body: null }, { totalMs: 2_000 });
}
async function expectBlocked(outbound: Outbound, url: string): Promise<void> {
  expect(await get(outbound, url)).toMatchObject({
    result: "failed",
    outcome: { outcome: "permanent", reason: "blocked-address" },
  });
  expect(visits).toBe(0);
}

describe("the outbound guard (G15)", () => {
  it.each(refusedAddresses)("refuses http://%s/ without a connection", async (host) => {
    if (/localhost/i.test(host)) names = { localhost: ["127.0.0.1"], "foo.localhost": ["127.0.0.1"] };
    await expectBlocked(guarded, `http://${host}:${port}/latest/meta-data/`);
    if (!/localhost/i.test(host)) expect(connects).not.toHaveBeenCalled();
  });

  it.each(refusedUrls)("refuses %j", async (url) => {
    await expectBlocked(guarded, url);
    expect(connects).not.toHaveBeenCalled();
  });

  it.each(refusedAddresses.filter((host) => /^[[\d]/.test(host) && URL.canParse(`http://${host}/`)))(
    "refuses a name that resolves to %s",
    async (host) => {
      const address = new URL(`http://${host}/`).hostname.replace(/^\[|\]$/g, "");
      names = { "desk.example.test": [address], "mixed.example.test": ["93.184.215.14", address] };
      await expectBlocked(guarded, `http://desk.example.test:${port}/`);
      await expectBlocked(guarded, `http://mixed.example.test:${port}/`);
    },
  );
});

describe("a name server that is in league with the target (G16)", () => {
  let dns: DnsImitation;
  let rebinding: Outbound;
  beforeAll(async () => {
    dns = await startDnsServer();
    const allowNetworks = [{ address: open, prefixLength: 32, port: null }];
    rebinding = openOutbound({ ...nothing, allowNetworks, resolve: dns.resolve, connectTimeoutMs: 300 });
  });
  afterAll(async () => {
    await rebinding.close();
    await dns.stop();
  });
  // Stands for a public address: the guard lets it pass, and nothing answers there.
  const open = "127.9.9.9";
  const lured: [string, DnsScript][] = [
    ["public first, this machine at the second look", { "rebind.example.test": [[open], ["127.0.0.1"]] }],
    ["a public and a private address at once", { "rebind.example.test": [[open, "10.0.0.1"]] }],
    ["a public address, and a private one in IPv6", { "rebind.example.test": [[open, "fc00::1"]] }],
    ["loopback in IPv6 alone", { "rebind.example.test": [["::1"]] }],
    [
      "another name that leads to this machine",
      {
        "rebind.example.test": [["one.example.test"]],
        "one.example.test": [["two.example.test"]],
        "two.example.test": [["127.0.0.1"]],
      },
    ],
  ];

  it.each(lured)(
    "gains nothing by %s: the addresses that are judged are those that are connected",
    async (_how, script) => {
      dns.setScript(script);
      connects.mockClear();
      const url = `http://rebind.example.test:${port}/`;
      for (let look = 0; look < 3; look += 1) {
        const result = await get(rebinding, url);
        const reason =
          result.result === "failed" && result.outcome.outcome !== "delivered" ? result.outcome.reason : "";
        // The first look may be at the public address, where nothing answers; this machine is never reached.
        expect(["blocked-address", "connect-failed"]).toContain(reason);
      }
      expect(visits).toBe(0);
      expect(dns.asked.length).toBeGreaterThanOrEqual(3);
      expect(await get(rebinding, url)).toMatchObject({ outcome: { reason: "blocked-address" } });
    },
  );

  it("is asked anew for each connection, so that no old answer is believed", async () => {
    dns.setScript({ "rebind.example.test": [["127.0.0.1"]] });
    const ours = { address: "127.0.0.1", prefixLength: 32, port };
    const allowed = openOutbound({ ...nothing, allowNetworks: [ours], resolve: dns.resolve });
    expect(await get(allowed, `http://rebind.example.test:${port}/`)).toMatchObject({ result: "answered" });
    await allowed.close();
    dns.setScript({ "rebind.example.test": [["169.254.169.254"]] });
    const again = openOutbound({ ...nothing, allowNetworks: everything, resolve: dns.resolve });
    await expect(get(again, `http://rebind.example.test:${port}/`)).resolves.toMatchObject({
      outcome: { reason: "blocked-address" },
    });
    await again.close();
  });
});

describe("SIGNALBOX_ALLOW_NETWORKS (G17)", () => {
  const allowing = (
    entries: { address: string; prefixLength: number; port: number | null }[],
    ownPorts: number[] = [],
  ) => openOutbound({ ...nothing, ownPorts, allowNetworks: entries, resolve });

  it("opens that network and port, by address and by name", async () => {
    const open = allowing([{ address: "127.0.0.0", prefixLength: 8, port }]);
    names = { "desk.example.test": ["127.0.0.1"] };
    expect(await get(open, `http://127.0.0.1:${port}/`)).toMatchObject({ result: "answered", answer: { body: "ok" } });
    expect(await get(open, `http://[::ffff:127.0.0.1]:${port}/`)).toMatchObject({ result: "answered" });
    expect(await get(open, `http://desk.example.test:${port}/`)).toMatchObject({ result: "answered" });
    await open.close();
  });

  it("opens no other port and no other network", async () => {
    const open = allowing([{ address: "10.1.2.0", prefixLength: 24, port: 443 }]);
    await expectBlocked(open, "http://10.1.2.3/");
    await expectBlocked(open, "https://10.1.3.3/");
    const otherPort = allowing([{ address: "127.0.0.1", prefixLength: 32, port: port + 1 }]);
    await expectBlocked(otherPort, `http://127.0.0.1:${port}/`);
    await open.close();
    await otherPort.close();
  });

  it.each(metadata)("never opens %s", async (address) => {
    const open = allowing(everything);
    await expectBlocked(open, `http://${address}/`);
    names = { "desk.example.test": [address] };
    await expectBlocked(open, "http://desk.example.test/");
    expect(connects.mock.calls.filter(([to]) => JSON.stringify(to ?? "").includes(address))).toEqual([]);
    await open.close();
  });

  it("never opens a port of our own", async () => {
    const open = allowing(everything, [port]);
    await expectBlocked(open, `http://127.0.0.1:${port}/`);
    await expectBlocked(open, `http://[::1]:${port}/`);
    await expectBlocked(open, `http://0.0.0.0:${port}/`);
    await open.close();
  });
});
