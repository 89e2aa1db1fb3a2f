import { createSocket } from "node:dgram";
import { Resolver } from "node:dns/promises";
import { isIP } from "node:net";

/** What a name answers: one list of addresses for each look-up in turn, the last for all that follow. A name instead of an
 *  address is a CNAME, whose own addresses stand in the same answer. */
export type DnsScript = Record<string, readonly (readonly string[])[]>;

export interface DnsImitation {
  /** Every address of a name as this server tells it, A and AAAA. */
  resolve(name: string): Promise<{ address: string; family: number }[]>;
  /** Names in the order in which they were asked for, with the type. */
  asked: string[];
  setScript(script: DnsScript): void;
  stop(): Promise<void>;
}

const types = { A: 1, CNAME: 5, AAAA: 28 } as const;

/** A name server that says another thing each time it is asked, with a time to live of 0: DNS rebinding.
 *  Message format: RFC 1035, section 4. */
export async function startDnsServer(): Promise<DnsImitation> {
  let script: DnsScript = {};
  const asked: string[] = [];
  const turns = new Map<string, number>();
  const socket = createSocket("udp4");
  socket.on("message", (message, from) => {
    const { name, type, end } = readQuestion(message);
    asked.push(`${name} ${type === types.AAAA ? "AAAA" : "A"}`);
    const key = `${name}/${type}`;
    const turn = turns.get(key) ?? 0;
    turns.set(key, turn + 1);
    const lists = script[name] ?? [];
    const answers = answersFor(script, name, lists[Math.min(turn, lists.length - 1)] ?? [], type);
    const header = Buffer.alloc(12);
    message.copy(header, 0, 0, 2);
    header.writeUInt16BE(0x8580, 2);
    header.writeUInt16BE(1, 4);
    header.writeUInt16BE(answers.length, 6);
    socket.send(Buffer.concat([header, message.subarray(12, end), ...answers]), from.port, from.address);
  });
  await new Promise<void>((bound) => socket.bind(0, "127.0.0.1", bound));
  const resolver = new Resolver({ timeout: 1_000, tries: 2 });
  resolver.setServers([`127.0.0.1:${socket.address().port}`]);
  const ask = async (name: string, family: 4 | 6) => {
    const found = await (family === 4 ? resolver.resolve4(name) : resolver.resolve6(name)).catch(() => []);
    return found.map((address) => ({ address, family }));
  };
  return {
    asked,
    resolve: async (name) => (await Promise.all([ask(name, 4), ask(name, 6)])).flat(),
    setScript(next) {
      script = next;
      asked.length = 0;
      turns.clear();
    },
    stop: () => new Promise((closed) => socket.close(() => closed())),
  };
}

function answersFor(script: DnsScript, name: string, list: readonly string[], type: number): Buffer[] {
  return list.flatMap((entry): Buffer[] => {
    const family = isIP(entry);
    if (family === 0) {
      const target = script[entry]?.[0] ?? [];
      return [answer(name, types.CNAME, nameBytes(entry)), ...answersFor(script, entry, target, type)];
    }
    if (type !== (family === 4 ? types.A : types.AAAA)) return [];
    return [answer(name, type, family === 4 ? Buffer.from(entry.split(".").map(Number)) : ipv6Bytes(entry))];
  });
}

function answer(name: string, type: number, data: Buffer): Buffer {
  const fixed = Buffer.alloc(10);
  fixed.writeUInt16BE(type, 0);
  fixed.writeUInt16BE(1, 2);
  fixed.writeUInt16BE(data.length, 8);
  return Buffer.concat([nameBytes(name), fixed, data]);
}

function nameBytes(name: string): Buffer {
  const labels = name.split(".").map((label) => Buffer.concat([Buffer.from([label.length]), Buffer.from(label)]));
  return Buffer.concat([...labels, Buffer.from([0])]);
}

function ipv6Bytes(address: string): Buffer {
  const [head = "", tail] = address.split("::");
  const groups = (text: string) => (text === "" ? [] : text.split(":"));
  const first = groups(head);
  const last = groups(tail ?? "");
  const zeros = Array.from({ length: tail === undefined ? 0 : 8 - first.length - last.length }, () => "0");
  return Buffer.from([...first, ...zeros, ...last].map((group) => group.padStart(4, "0")).join(""), "hex");
}

function readQuestion(message: Buffer): { name: string; type: number; end: number } {
  const labels: string[] = [];
  let at = 12;
  for (let length = message[at]!; length > 0; length = message[at]!) {
    labels.push(message.toString("latin1", at + 1, at + 1 + length));
    at += 1 + length;
  }
  return { name: labels.join(".").toLowerCase(), type: message.readUInt16BE(at + 1), end: at + 5 };
}
