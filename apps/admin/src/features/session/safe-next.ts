/** A path of this app to go to after signing in; whatever could lead elsewhere becomes `/`. */
export function safeNext(next: string | undefined): string {
  if (next === undefined || !/^\/(?![/\\])[^\\\s]*$/.test(next)) return "/";
  return next;
}
