import type { RuleSetDifference } from "@signalbox/contract";
import { type Command, UsageError } from "../command.ts";
import { plainText } from "../print-table.ts";

export const rulesDiff: Command = {
  words: ["rules", "diff"],
  usage: "VERSION [--since VERSION]",
  about: "show what a version of the rules changed, rule by rule; `draft` shows what publishing it would change",
  values: 1,
  options: { since: { type: "string" } },
  async run({ values: [given = ""], text }, cli) {
    const { api } = cli.server();
    const since = text("since");
    if (given === "draft" && since !== undefined) throw new UsageError("The draft is compared with what is live.");
    const difference =
      given === "draft"
        ? await api.compareDraftRuleSet()
        : await api.compareRuleSet({
            params: { number: readVersion(given) },
            query: since === undefined ? {} : { since: readVersion(since) },
          });
    cli.print(cli.json ? JSON.stringify(difference) : printDifference(difference));
    return 0;
  },
};

/** `v12` or `12`. */
export function readVersion(text: string): number {
  const number = Number(/^v?(\d{1,9})$/.exec(text)?.[1] ?? Number.NaN);
  if (!(number >= 1)) throw new UsageError(`"${text}" is no version: write one as 12.`);
  return number;
}

const signs = { added: "+", removed: "-", changed: "~", moved: "↕" } as const;

function printDifference({ from, to, changes }: RuleSetDifference): string {
  const title = `${from === null ? "nothing" : `v${from}`} → ${to === null ? "the draft" : `v${to}`}`;
  if (changes.length === 0) return `${title}: nothing differs`;
  const lines = changes.flatMap(({ object, key, change, isMoved, place, fields }) => [
    `${signs[change]} ${change} ${object === "otherwise" ? object : `${object} ${plainText(key)}`}${isMoved ? `, from place ${place.from} to ${place.to}` : ""}`,
    ...(change === "removed" ? [] : fields).map(({ field, ...told }) => {
      const before = told.from === null ? "" : `${plainText(told.from)} → `;
      return `    ${plainText(field)}: ${before}${told.to === null ? "left out" : plainText(told.to)}`;
    }),
  ]);
  return [title, ...lines].join("\n");
}
