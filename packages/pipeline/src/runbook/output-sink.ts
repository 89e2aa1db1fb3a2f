import { StringDecoder } from "node:string_decoder";

type OutputStream = "out" | "err" | "note";

export interface OutputPiece {
  stream: OutputStream;
  text: string;
}

/** Takes what a command prints and hands it on a few times a second, within a limit: the first bytes as they come, and at the
 *  end the last ones of what was left out. */
export class OutputSink {
  readonly #bytesMax: number;
  readonly #write: (pieces: OutputPiece[]) => Promise<void>;
  readonly #secrets: readonly string[];
  readonly #decoders = { out: new StringDecoder("utf8"), err: new StringDecoder("utf8") };
  #waiting: OutputPiece[] = [];
  #kept = 0;
  #left = "";
  #leftOut = 0;
  #timer: NodeJS.Timeout | null = null;
  #writing: Promise<void> = Promise.resolve();

  /** @param secrets what nobody may see of it. @param write throws nothing. */
  constructor(options: {
    bytesMax: number;
    secrets: readonly string[];
    write(pieces: OutputPiece[]): Promise<void>;
  }) {
    this.#bytesMax = options.bytesMax;
    this.#secrets = options.secrets.filter((secret) => secret.length >= secretLengthMin);
    this.#write = options.write;
  }

  add(stream: "out" | "err", chunk: Buffer): void {
    const room = Math.max(0, this.#bytesMax - this.#kept);
    this.#kept += Math.min(chunk.length, room);
    if (room > 0) this.#push(stream, this.#decoders[stream].write(chunk.subarray(0, room)));
    if (chunk.length <= room) return;
    const rest = chunk.subarray(room);
    this.#leftOut += rest.length;
    this.#left = (this.#left + rest.toString("utf8")).slice(-tailCharacters);
  }

  /** Everything that is to be kept has been written when it resolves. */
  async end(): Promise<void> {
    for (const stream of ["out", "err"] as const) this.#push(stream, this.#decoders[stream].end());
    if (this.#leftOut > 0) {
      const shown = this.#leftOut > this.#left.length ? `; its last ${this.#left.length} follow` : "";
      this.#waiting.push({ stream: "note", text: `[${this.#leftOut} more bytes were printed than are kept${shown}]` });
      this.#push("out", this.#left);
    }
    this.#flush(true);
    await this.#writing;
  }

  #push(stream: "out" | "err", text: string): void {
    if (text === "") return;
    const last = this.#waiting.at(-1);
    if (last?.stream === stream) last.text += text;
    else this.#waiting.push({ stream, text });
    this.#timer ??= setTimeout(() => this.#flush(), flushEveryMs);
  }

  #flush(isLast = false): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    const rest = isLast ? null : this.#holdBack();
    const pieces = this.#waiting.map(({ stream, text }) => ({ stream, text: this.#clean(text) }));
    this.#waiting = rest === null ? [] : [rest];
    if (pieces.length > 0) this.#writing = this.#writing.then(() => this.#write(pieces));
  }

  // A line that is not whole yet may end in half a secret.
  #holdBack(): OutputPiece | null {
    const last = this.#waiting.at(-1);
    if (this.#secrets.length === 0 || last === undefined) return null;
    const end = last.text.lastIndexOf("\n") + 1;
    const rest = last.text.slice(end);
    if (rest === "" || rest.length > lineCharactersMax) return null;
    last.text = last.text.slice(0, end);
    if (last.text === "") this.#waiting.pop();
    return { stream: last.stream, text: rest };
  }

  // NUL is the one character that Postgres text can't hold.
  #clean(text: string): string {
    const hidden = this.#secrets.reduce((rest, secret) => rest.replaceAll(secret, "[redacted]"), text);
    return hidden.replaceAll("\u0000", "\ufffd").toWellFormed();
  }
}

const flushEveryMs = 250;
const tailCharacters = 4_096;
const lineCharactersMax = 16_384;
/** What is shorter would eat ordinary text. */
const secretLengthMin = 6;
