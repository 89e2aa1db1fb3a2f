/** A link of a payload is hostile: only http and https are followed, everything else is null and shown as text. */
export function safeLink(url: string): string | null {
  return /^https?:\/\//i.test(url) ? url : null;
}
