import { cutText } from "../shared/cut-text.ts";
import type { MessageBody } from "../shared/message-body.ts";

/** A message may have 28 KB as a whole; JSON at worst makes six of one byte. */
const titleBytesMax = 400;
const textBytesMax = 3_500;

/** A message as the one adaptive card that the workflow's template posts. */
export function teamsCard({ title, text, link }: MessageBody) {
  const block = (said: string, more: object = {}) => ({ type: "TextBlock", text: said, wrap: true, ...more });
  return {
    type: "message",
    attachments: [
      {
        contentType: "application/vnd.microsoft.card.adaptive",
        contentUrl: null,
        content: {
          $schema: "http://adaptivecards.io/schemas/adaptive-card.json",
          type: "AdaptiveCard",
          version: "1.4",
          body: [
            block(plain(cutText(title || "Signalbox", titleBytesMax)), { weight: "Bolder", size: "Medium" }),
            ...(text === "" ? [] : [block(plain(cutText(text, textBytesMax)))]),
          ],
          ...(link === null
            ? {}
            : { actions: [{ type: "Action.OpenUrl", title: "All about it in Signalbox", url: link }] }),
          msteams: { width: "Full" },
        },
      },
    ],
  };
}

// A text block reads Markdown: an address is not hidden behind words, <at> names nobody, and a line stays a line.
function plain(text: string): string {
  return text
    .replaceAll("](", "]\u200b(")
    .replaceAll(/<(\/?at)/gi, "<\u200b$1")
    .replaceAll(/\r?\n/g, "\n\n");
}
