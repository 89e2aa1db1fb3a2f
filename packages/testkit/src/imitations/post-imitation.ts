import type { Imitation } from "./imitation-server.ts";

/** A post as anybody sees it on the page, whatever made the page. */
export interface ImitatedPost {
  id: string;
  title: string;
  isResolved: boolean;
  /** As customers read it, the first first. */
  said: readonly string[];
}

/** A status page on which a test may look and change things by hand. */
export interface PostImitation extends Imitation {
  posts(): ImitatedPost[];
  /** What the page shows of a component, in the words of the system. */
  shows(componentId: string): string;
  /** The same post again, under another id. */
  double(id: string): void;
  /** A person tells customers that the cause is known. */
  updateByHand(id: string): void;
  resolveByHand(id: string): void;
  remove(id: string): void;
}
