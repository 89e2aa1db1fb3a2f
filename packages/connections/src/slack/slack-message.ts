import { cutCharacters } from "../shared/cut-characters.ts";
import type { MessageBody } from "../shared/message-body.ts";

/** Limits of Block Kit: header and section. */
const titleCharactersMax = 150;
const textCharactersMax = 3_000;

/** A message in Slack's blocks. `text` is what a phone's banner shows. What a monitoring tool says can call nobody
 *  (`<!channel>`) and hide no link: the three characters of Slack's markup are escaped, and names are not looked for. */
export function slackMessage({ title, text, link }: MessageBody) {
  const plain = (said: string) => ({ type: "plain_text", text: said, emoji: false });
  const markdown = (said: string) => ({ type: "mrkdwn", text: said, verbatim: true });
  return {
    text: escaped(title || text || "Signalbox", textCharactersMax),
    blocks: [
      ...(title === "" ? [] : [{ type: "header", text: plain(cutCharacters(title, titleCharactersMax)) }]),
      ...(text === "" ? [] : [{ type: "section", text: markdown(escaped(text, textCharactersMax)) }]),
      ...(link === null
        ? []
        : [{ type: "context", elements: [markdown(`<${escapeAddress(link)}|All about it in Signalbox>`)] }]),
    ],
    unfurl_links: false,
    unfurl_media: false,
  };
}

const entities: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;" };

function escaped(text: string, charactersMax: number): string {
  return cutCharacters(text, charactersMax, (character) => entities[character] ?? character);
}

function escapeAddress(address: string): string {
  return address.replaceAll("<", "%3C").replaceAll(">", "%3E").replaceAll("|", "%7C");
}
