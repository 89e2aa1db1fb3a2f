import { cutCharacters } from "../shared/cut-characters.ts";
import type { MessageBody } from "../shared/message-body.ts";

/** Limits of an embed. */
const titleCharactersMax = 256;
const textCharactersMax = 4_096;

const colours: Readonly<Record<string, number>> = {
  critical: 0xc92a2a,
  high: 0xe8590c,
  medium: 0xf08c00,
  low: 0x1971c2,
  info: 0x868e96,
};

/** A message as one embed. What a monitoring tool says calls nobody (no mention is allowed) and hides no link behind words. */
export function discordMessage({ title, text, link, incident }: MessageBody) {
  const colour = colours[incident?.severity ?? ""];
  const description = cutCharacters(withoutLinks(text), textCharactersMax);
  return {
    embeds: [
      {
        title: cutCharacters(title || "Signalbox", titleCharactersMax),
        ...(description === "" ? {} : { description }),
        ...(link === null ? {} : { url: link }),
        ...(colour === undefined ? {} : { color: colour }),
      },
    ],
    allowed_mentions: { parse: [] },
  };
}

// Discord shows [words](address) as words: an address is shown as it is.
function withoutLinks(text: string): string {
  return text.replaceAll("](", "]\u200b(");
}
