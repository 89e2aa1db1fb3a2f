const ellipsis = "…";

/** The text within so many characters, cut between characters and marked where it was longer. Counted in UTF-16 units: then
 *  it is within the limit however a system counts. `spell`: how a character is written there, as `&` as `&amp;`. */
export function cutCharacters(
  text: string,
  charactersMax: number,
  spell: (character: string) => string = (character) => character,
): string {
  let kept = "";
  let fits = "";
  for (const character of text) {
    kept += spell(character);
    if (kept.length > charactersMax) return fits + ellipsis;
    if (kept.length <= charactersMax - ellipsis.length) fits = kept;
  }
  return kept;
}
