import type { Source, SourceSettings, SourceSettingsChange } from "@signalbox/contract";

/** What the form of a source holds: text as it is typed, empty where nothing is said. */
export interface SettingValues {
  name: string;
  expectTestEvery: string;
  reopenWindow: string;
  staleAfter: string;
  flappingOpens: string;
  flappingWithin: string;
  perSecond: string;
  bodyKibMax: string;
  timeZone: string;
  allowGet: boolean;
  firstSend: boolean;
  /** One on each line. */
  networks: string;
}

export function valuesOfSource(source: Source): SettingValues {
  const settings = source.settings as SourceSettings;
  const { flapping, bodyBytesMax } = settings;
  return {
    name: source.name,
    expectTestEvery: settings.expectTestEvery ?? "",
    reopenWindow: settings.reopenWindow ?? "",
    staleAfter: settings.staleAfter ?? "",
    flappingOpens: textOf(flapping?.opens),
    flappingWithin: flapping?.within ?? "",
    perSecond: textOf(settings.rateLimit?.perSecond),
    bodyKibMax: textOf(bodyBytesMax === undefined ? undefined : bodyBytesMax / 1024),
    timeZone: settings.timeZone ?? "",
    allowGet: settings.allowGet ?? false,
    firstSend: settings.signedTime === "first-send",
    networks: source.networks.join("\n"),
  };
}

/** What a changed form asks for. A setting that nobody touched is left out, one that was emptied is null: as usual again. */
export function changeOfSource(
  before: SettingValues,
  after: SettingValues,
  usual: { opens: number; within: string },
): { name?: string; settings: SourceSettingsChange; networks?: string[] } {
  const isTouched = (...fields: (keyof SettingValues)[]) => fields.some((field) => before[field] !== after[field]);
  const text = (field: "expectTestEvery" | "reopenWindow" | "staleAfter" | "timeZone") =>
    isTouched(field) ? { [field]: after[field].trim() || null } : {};
  const { flappingOpens, flappingWithin, perSecond, bodyKibMax } = after;
  const flapping =
    flappingOpens === "" && flappingWithin === ""
      ? null
      : { opens: numberOf(flappingOpens || String(usual.opens)), within: flappingWithin.trim() || usual.within };
  return {
    ...(isTouched("name") ? { name: after.name } : {}),
    settings: {
      ...text("expectTestEvery"),
      ...text("reopenWindow"),
      ...text("staleAfter"),
      ...text("timeZone"),
      ...(isTouched("flappingOpens", "flappingWithin") ? { flapping } : {}),
      ...(isTouched("perSecond") ? { rateLimit: perSecond === "" ? null : { perSecond: numberOf(perSecond) } } : {}),
      ...(isTouched("bodyKibMax") ? { bodyBytesMax: bodyKibMax === "" ? null : numberOf(bodyKibMax) * 1024 } : {}),
      ...(isTouched("allowGet") ? { allowGet: after.allowGet || null } : {}),
      ...(isTouched("firstSend") ? { signedTime: after.firstSend ? "first-send" : null } : {}),
    },
    ...(isTouched("networks") ? { networks: after.networks.split(/[\s,]+/).filter((line) => line !== "") } : {}),
  };
}

function textOf(number: number | undefined): string {
  return number === undefined ? "" : String(number);
}

// What is no number goes as it is: the answer names the field and the rule.
function numberOf(text: string): number {
  return Number(text.trim());
}
