import type { RuleVocabulary } from "@signalbox/contract";

interface Option {
  label: string;
  detail?: string;
  info?: string;
}

/** What may stand next behind `before`, and from where on it takes its place; null where nothing is known. */
export function completeCondition(
  before: string,
  { names, calendars }: RuleVocabulary,
): { from: number; options: Option[] } | null {
  const calendar = /calendar\.\w+\("([\w-]*)$/.exec(before);
  if (calendar !== null) {
    return { from: before.length - calendar[1]!.length, options: calendars.map(({ key }) => ({ label: key })) };
  }
  const compared =
    /([A-Za-z_][\w.]*(?:\["[^"]*"\])?)\s*(?:==|!=|in\s*\[(?:\s*"[^"]*"\s*,)*)\s*"([^"]*)$/.exec(before) ??
    /([A-Za-z_][\w.]*(?:\["[^"]*"\])?)\.(?:startsWith|endsWith|contains)\("([^"]*)$/.exec(before);
  if (compared !== null) {
    const name = names.find(({ path }) => path === compared[1]);
    if (name === undefined) return null;
    return { from: before.length - compared[2]!.length, options: name.values.map((label) => ({ label })) };
  }
  if ((before.replace(/\\"/g, "").match(/"/g)?.length ?? 0) % 2 === 1) return null;
  const word = /[A-Za-z_][\w.]*$/.exec(before)?.[0] ?? "";
  const from = before.length - word.length;
  const questions = calendars[0]?.questions ?? [];
  const options = [
    ...names.map(({ path, type, about }) => ({ label: path, detail: type, info: about })),
    ...questions.map((question) => ({
      label: `calendar.${question}("${calendars[0]?.key ?? ""}")`,
      detail: "bool",
    })),
    { label: "now", detail: "time", info: "the instant of processing" },
  ];
  const fits = options.filter(({ label }) => word === "" || label.startsWith(word));
  const known = names.find(({ path }) => word.startsWith(`${path}.`));
  if (known === undefined || known.type !== "text") return { from, options: fits };
  const methods = ["startsWith", "endsWith", "contains", "matches"];
  return { from: from + known.path.length + 1, options: methods.map((label) => ({ label: `${label}("` })) };
}
