import type { RuleVocabulary } from "@signalbox/contract";

interface Option {
  label: string;
  detail?: string;
  info?: string;
}

/** What may stand next behind `before`, and from where on it takes its place; null where nothing is known. */
export function completeCondition(
  before: string,
  { names, calendars, rotations }: RuleVocabulary,
): { from: number; options: Option[] } | null {
  const asked = /(calendar|rotation)\.\w+\("([\w-]*)$/.exec(before);
  if (asked !== null) {
    const keys = asked[1] === "calendar" ? calendars : rotations;
    return { from: before.length - asked[2]!.length, options: keys.map(({ key }) => ({ label: key })) };
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
  const [calendar] = calendars;
  const [rotation] = rotations;
  const options = [
    ...names.map(({ path, type, about }) => ({ label: path, detail: type, info: about })),
    ...(calendar?.questions ?? []).map((question) => ({
      label: `calendar.${question}("${calendar?.key}")`,
      detail: "bool",
    })),
    ...(rotation?.questions ?? []).map((question) => ({
      label: `rotation.${question}("${rotation?.key}")`,
      detail: "text",
      info: "of whoever is on call there first; empty in a gap",
    })),
    { label: "now", detail: "time", info: "the instant of processing" },
  ];
  const fits = options.filter(({ label }) => word === "" || label.startsWith(word));
  const known = names.find(({ path }) => word.startsWith(`${path}.`));
  if (known === undefined || known.type !== "text") return { from, options: fits };
  const methods = ["startsWith", "endsWith", "contains", "matches"];
  return { from: from + known.path.length + 1, options: methods.map((label) => ({ label: `${label}("` })) };
}
