import { ApiError } from "@signalbox/contract";
import type { QueryClient } from "@tanstack/react-query";

/** Tells when the server no longer knows who asks: an answer 401 to any query or mutation. Returns what ends it. */
export function watchSession(client: QueryClient, onEnd: () => void): () => void {
  const judge = (error: unknown) => {
    if (error instanceof ApiError && error.status === 401) onEnd();
  };
  const ends = [
    client.getQueryCache().subscribe((event) => {
      if (event.type === "updated" && event.action.type === "error") judge(event.action.error);
    }),
    client.getMutationCache().subscribe((event) => {
      if (event.type === "updated" && event.action.type === "error") judge(event.action.error);
    }),
  ];
  return () => {
    for (const end of ends) end();
  };
}

/** Where to sign in, and come back from; null where that is already on screen. */
export function signInAgain(location: { pathname: string; href: string }): { next: string } | null {
  return location.pathname === "/sign-in" || location.pathname === "/setup" ? null : { next: location.href };
}
