/** Waits for `work` at most `ms`; then rejects with TookTooLong, and what `work` ends with is nobody's concern any more. */
export async function within<T>(ms: number, work: Promise<T>, giveUp: () => void = () => {}): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      giveUp();
      reject(new TookTooLong(ms));
    }, ms);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
    work.catch(() => {});
  }
}

class TookTooLong extends Error {
  constructor(ms: number) {
    super(`took longer than ${ms} ms`);
    this.name = "TookTooLong";
  }
}
