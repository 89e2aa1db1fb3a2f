import type { IncomingMessage } from "node:http";

export type BodyOutcome =
  | { outcome: "read"; body: Buffer }
  | { outcome: "too-large" }
  /** All bodies together would take more memory than they may. */
  | { outcome: "no-room" }
  | { outcome: "aborted" };

/** How many bytes of bodies are held at once. */
export class BodyRoom {
  #held = 0;
  readonly #max: number;

  constructor(max: number) {
    this.#max = max;
  }

  take(bytes: number): boolean {
    if (this.#held + bytes > this.#max) return false;
    this.#held += bytes;
    return true;
  }

  giveBack(bytes: number): void {
    this.#held -= bytes;
  }
}

/** Reads a body up to `limit` bytes. Its bytes are taken from `room`; the caller gives back those of a body that was read.
 *  Of a body that is too large nothing more is kept. Never throws. */
export function readBody(incoming: IncomingMessage, limit: number, room: BodyRoom): Promise<BodyOutcome> {
  const announced = Number(incoming.headers["content-length"] ?? 0);
  if (announced > limit) return Promise.resolve({ outcome: "too-large" });
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    let length = 0;
    const end = (ended: BodyOutcome): void => {
      incoming.off("data", onData).off("end", onEnd).off("close", onAbort).off("error", onAbort);
      if (ended.outcome !== "read") {
        room.giveBack(length);
        // Somebody must listen: an error of a request that was let go would end the process.
        incoming.on("error", () => {});
      }
      resolve(ended);
    };
    const onData = (chunk: Buffer): void => {
      if (length + chunk.length > limit) end({ outcome: "too-large" });
      else if (!room.take(chunk.length)) end({ outcome: "no-room" });
      else {
        length += chunk.length;
        chunks.push(chunk);
      }
    };
    const onEnd = (): void => end({ outcome: "read", body: chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks) });
    const onAbort = (): void => end({ outcome: "aborted" });
    if (incoming.destroyed) end({ outcome: "aborted" });
    else incoming.on("data", onData).on("end", onEnd).on("close", onAbort).on("error", onAbort);
  });
}
