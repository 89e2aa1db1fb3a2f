import { createServer } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { StartRefusal } from "@signalbox/database/start";

// Children of a killed start end within moments of it; until then the port is still theirs.
const tries = 15;
const delayMs = 200;

/** Proves that we can listen there, and resolves with the port (a free one for 0). @throws StartRefusal */
export async function probePort(host: string, port: number, variable: string): Promise<number> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await listenOnce(host, port);
    } catch (cause) {
      const code = (cause as NodeJS.ErrnoException).code ?? "unknown reason";
      if (code === "EADDRINUSE" && attempt < tries) {
        await sleep(delayMs);
        continue;
      }
      throw new StartRefusal([describeRefusal(code, host, port, variable)], { cause });
    }
  }
}

function describeRefusal(code: string, host: string, port: number, variable: string): string {
  if (code === "EADDRINUSE")
    return `port ${port} on ${host} is taken by another program: set ${variable} to a free one`;
  if (code === "EACCES") return `port ${port} needs more rights than this user has: set ${variable} to one above 1023`;
  return `can't listen on ${host}, port ${port} (${code}): check HOST and ${variable}`;
}

function listenOnce(host: string, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", reject);
    server.listen(port, host, () => {
      const address = server.address();
      server.close(() => resolve(typeof address === "object" && address ? address.port : port));
    });
  });
}
