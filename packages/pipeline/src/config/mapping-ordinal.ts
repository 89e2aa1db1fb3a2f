const last = 1000;

/** Which of several globs that match a monitor is asked first: the one with more characters of its own; without any wildcard
 *  before all others. Lower is asked first: 0 to 1000. */
export function mappingOrdinal(glob: string): number {
  const plain = glob.replace(/\\(.)/gs, "x");
  const own = plain.replace(/\[[^\]]*\]|[*?]/gs, "");
  return own.length === plain.length ? 0 : last - Math.min(last - 1, own.length);
}
