import { newUuid } from "@signalbox/core";
import { expect, it } from "vitest";
import { idOfAcknowledgeLink, isGenuineLink, signAcknowledgeLink } from "./acknowledge-link.ts";

const key = Buffer.alloc(32, 7);
const link = {
  id: newUuid(),
  obligationId: newUuid(),
  incidentId: newUuid(),
  person: "ada@example.test",
  madeAt: 1_000,
  expiresAt: 86_401_000,
  usedAt: null,
};

it("names its row, and fits one segment of a URL", () => {
  const token = signAcknowledgeLink(key, link);
  expect(idOfAcknowledgeLink(token)).toBe(link.id);
  expect(encodeURIComponent(token)).toBe(token);
  expect(token).toBe(signAcknowledgeLink(key, link));
  expect(isGenuineLink(key, token, link)).toBe(true);
});

it.each([
  ["incident", { incidentId: newUuid() }],
  ["person", { person: "eve@example.test" }],
  ["end", { expiresAt: link.expiresAt + 1 }],
  ["page", { obligationId: newUuid() }],
])("is for nothing else: not for another %s", (_, other) => {
  expect(isGenuineLink(key, signAcknowledgeLink(key, link), { ...link, ...other })).toBe(false);
});

it("is nobody else's: not by another key, and not with one character changed", () => {
  const token = signAcknowledgeLink(key, link);
  expect(isGenuineLink(Buffer.alloc(32, 8), token, link)).toBe(false);
  for (const place of [27, 40, 58]) {
    const other = token[place] === "A" ? "B" : "A";
    expect(isGenuineLink(key, token.slice(0, place) + other + token.slice(place + 1), link)).toBe(false);
  }
  const stranger = ["", "sbxa_", `${token}A`, token.slice(0, -1), token.replace("sbxa_", "sbxb_"), `../${token}`];
  expect(stranger.map(idOfAcknowledgeLink)).toEqual(stranger.map(() => null));
});
