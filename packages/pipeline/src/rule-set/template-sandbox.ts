import { once } from "node:events";
import { Worker } from "node:worker_threads";
import type { ActionKind, RenderOutcome, renderFields, TemplateTree } from "@signalbox/core";

export interface RenderJob {
  kind: ActionKind;
  fields: Readonly<Record<string, TemplateTree>>;
  scope: Parameters<typeof renderFields>[2];
}

type Rendered = RenderOutcome<Record<string, TemplateTree>>;

const refused = (message: string): Rendered => ({
  outcome: "not-rendered",
  problem: { message, path: "", line: null, column: null },
});

/** Fills in templates in a thread of its own, one after the other; a thread that takes too long or too much is ended. */
export class TemplateSandbox {
  readonly #limitMs: number;
  #worker: Promise<Worker> | null = null;
  #last: Promise<unknown> = Promise.resolve();

  constructor(limitMs = 5_000) {
    this.#limitMs = limitMs;
  }

  /** Never throws. */
  render(job: RenderJob): Promise<Rendered> {
    const turn = this.#last.then(() => this.#renderNow(job));
    this.#last = turn;
    return turn;
  }

  async close(): Promise<void> {
    const worker = await this.#worker?.catch(() => null);
    this.#worker = null;
    await worker?.terminate();
  }

  async #renderNow(job: RenderJob): Promise<Rendered> {
    try {
      this.#worker ??= startWorker();
      const worker = await this.#worker;
      return await this.#ask(worker, job);
    } catch (error) {
      this.#worker = null;
      return refused(error instanceof Error ? error.message : String(error));
    }
  }

  #ask(worker: Worker, job: RenderJob): Promise<Rendered> {
    return new Promise((resolve) => {
      const end = (rendered: Rendered) => {
        clearTimeout(timer);
        worker.off("message", end);
        worker.off("error", takesTooMuch);
        resolve(rendered);
      };
      const abandon = (message: string) => {
        this.#worker = null;
        end(refused(message));
        void worker.terminate();
      };
      const takesTooMuch = () => abandon("filling it in takes too much memory");
      const timer = setTimeout(() => abandon("filling it in takes too long"), this.#limitMs);
      worker.on("message", end);
      worker.on("error", takesTooMuch);
      worker.postMessage(job);
    });
  }
}

async function startWorker(): Promise<Worker> {
  const worker = new Worker(new URL("./render-worker.ts", import.meta.url), {
    resourceLimits: { maxOldGenerationSizeMb: 64, maxYoungGenerationSizeMb: 16 },
    env: {},
  });
  // A thread that nobody asks anything holds up no end of the program.
  worker.unref();
  await once(worker, "message");
  return worker;
}
