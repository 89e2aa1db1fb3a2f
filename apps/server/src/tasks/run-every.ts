import type { Logger } from "pino";

/** Does something at once (or after `firstAfterMs`) and then again and again, never twice at a time. What it throws is
 *  logged: the next turn tries again. Returns what ends it, after the turn that is under way. */
export function runEvery(
  log: Logger,
  stage: string,
  everyMs: number,
  work: () => Promise<unknown>,
  firstAfterMs = 0,
): () => Promise<void> {
  let running = Promise.resolve();
  let busy = false;
  const turn = (): void => {
    if (busy) return;
    busy = true;
    running = work()
      .then(() => {})
      .catch((error: unknown) => log.error({ stage, error }, `${stage} failed`))
      .finally(() => {
        busy = false;
      });
  };
  if (firstAfterMs === 0) turn();
  let timer = setTimeout(() => {
    if (firstAfterMs > 0) turn();
    timer = setInterval(turn, everyMs);
  }, firstAfterMs);
  return async () => {
    clearTimeout(timer);
    await running;
  };
}
