import type { Source } from "@signalbox/contract";
import { expect, it } from "vitest";
import { changeOfSource, valuesOfSource } from "./setting-values.ts";

const source = {
  name: "Ours",
  settings: { reopenWindow: "2m", flapping: { opens: 3, within: "10m" }, allowGet: true, bodyBytesMax: 2_048 },
  networks: ["10.0.0.0/8"],
} as unknown as Source;
const usual = { opens: 5, within: "30m" };
const before = valuesOfSource(source);

it("asks for nothing where nothing was touched", () => {
  expect(changeOfSource(before, valuesOfSource(source), usual)).toEqual({ settings: {} });
});

it("asks for what was typed, and gives back what was emptied", () => {
  const after = {
    ...before,
    name: "Theirs",
    reopenWindow: "",
    staleAfter: " 24h ",
    flappingOpens: "",
    perSecond: "50",
    bodyKibMax: "",
    allowGet: false,
    firstSend: true,
    networks: "10.0.0.0/8\n\n2001:db8::/32, 192.0.2.0/24",
  };
  expect(changeOfSource(before, after, usual)).toEqual({
    name: "Theirs",
    settings: {
      reopenWindow: null,
      staleAfter: "24h",
      flapping: { opens: 5, within: "10m" },
      rateLimit: { perSecond: 50 },
      bodyBytesMax: null,
      allowGet: null,
      signedTime: "first-send",
    },
    networks: ["10.0.0.0/8", "2001:db8::/32", "192.0.2.0/24"],
  });
  expect(changeOfSource(before, { ...before, flappingOpens: "", flappingWithin: "" }, usual).settings).toEqual({
    flapping: null,
  });
});
