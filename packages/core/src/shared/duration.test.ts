import { expect, it } from "vitest";
import { formatDuration, readDuration } from "./duration.ts";

it.each([
  ["5s", 5_000],
  ["10m", 600_000],
  ["24h", 86_400_000],
  ["7d", 604_800_000],
  ["5", null],
  ["1w", null],
  ["-5s", null],
  ["1.5h", null],
])("reads %s", (text, ms) => {
  expect(readDuration(text)).toBe(ms);
});

it.each([
  [0, "0 s"],
  [999, "0 s"],
  [252_000, "4 min 12 s"],
  [3_600_000, "1 h"],
  [3_605_000, "1 h"],
  [190_800_000, "2 d 5 h"],
])("prints %i ms as %s", (ms, text) => {
  expect(formatDuration(ms)).toBe(text);
});
