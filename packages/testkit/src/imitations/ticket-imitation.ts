import type { Imitation } from "./imitation-server.ts";

/** A ticket as anybody at the desk sees it, whatever the system. */
export interface ImitatedTicket {
  id: string;
  title: string;
  text: string;
  isClosed: boolean;
  comments: readonly string[];
}

/** A ticket system in which a test may look and change things by hand. */
export interface TicketImitation extends Imitation {
  tickets(): ImitatedTicket[];
  /** The same ticket again, under another number. */
  double(id: string): void;
  closeByHand(id: string): void;
  remove(id: string): void;
}
