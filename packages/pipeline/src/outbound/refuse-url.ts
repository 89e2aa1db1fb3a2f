// Names that only a metadata service answers to; their addresses would be refused as well, but a name needs no look-up.
const metadataNames = new Set(["metadata", "metadata.google.internal", "metadata.goog", "instance-data"]);

/** Why a URL may not be called, judged by its text alone, or null. Parsers differ over what is refused here.
 *  @param ownHosts our own addresses as `host:port`. */
export function refuseUrl(text: string, ownHosts: readonly string[] = []): string | null {
  if (/[\p{Cc}\s]/u.test(text)) return "the URL holds a space or a control character";
  if (text.includes("\\")) return "the URL holds a backslash";
  if (!URL.canParse(text)) return "this is no URL";
  const url = new URL(text);
  if (url.protocol !== "https:" && url.protocol !== "http:") return "only http and https are called";
  if (url.username !== "" || url.password !== "" || /^[a-z]+:\/*[^/?#]*@/i.test(text)) {
    return "the URL holds a user name or password";
  }
  const name = url.hostname.replace(/\.$/, "");
  if (ownHosts.includes(`${name}:${portOf(url)}`)) return "this is Signalbox itself";
  if (metadataNames.has(name)) return `${name} is a metadata service`;
  return null;
}

function portOf(url: URL): number {
  return url.port === "" ? (url.protocol === "https:" ? 443 : 80) : Number(url.port);
}
