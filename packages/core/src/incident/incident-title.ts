export const titleCharactersMax = 255;

/** One line of at most 255 characters: the summary, else `<monitor> is down`, else `<key> is down`. Never empty. */
export function incidentTitle(input: { summary: string; monitorName: string | null; correlationKey: string }): string {
  const summary = oneLine(input.summary);
  if (summary !== "") return cut(summary);
  return cut(`${oneLine(input.monitorName ?? "") || oneLine(input.correlationKey) || "Something"} is down`);
}

function oneLine(text: string): string {
  return text.replace(/[\s\p{Cc}\p{Zl}\p{Zp}]+/gu, " ").trim();
}

// By code points, as Postgres counts; an ellipsis tells that there was more.
function cut(text: string): string {
  const characters = [...text];
  return characters.length <= titleCharactersMax ? text : `${characters.slice(0, titleCharactersMax - 1).join("")}…`;
}
