/** A text as a glob that fits it alone. */
function exactGlob(text: string): string {
  return text.replace(/[*?[\\]/g, "\\$&");
}

/** Globs that a monitor may be mapped by, narrowest first: its name alone, and all that begin alike. */
export function suggestGlobs(monitor: { id: string; name: string }): string[] {
  const name = monitor.name || monitor.id;
  const stem = /^(.*?\p{L}{2,}[^\p{L}\p{N}])(?=.)/u.exec(name)?.[1];
  return [exactGlob(name), ...(stem === undefined ? [] : [`${exactGlob(stem)}*`])];
}
