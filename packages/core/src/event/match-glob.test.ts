import { expect, it } from "vitest";
import { compileGlob } from "./match-glob.ts";

it.each([
  ["Checkout*", "Checkout API", true],
  ["Checkout*", "Checkout", true],
  ["Checkout*", "My Checkout", false],
  ["*", "", true],
  ["", "", true],
  ["", "a", false],
  ["a?c", "abc", true],
  ["a?c", "ac", false],
  ["?", "😀", true],
  ["*api*eu*", "the api in eu-west", true],
  ["*api*eu", "the api in eu-west", false],
  ["web-[0-9]", "web-7", true],
  ["web-[!0-9]", "web-7", false],
  ["web-[ab-]", "web--", true],
  ["\\*", "*", true],
  ["\\*", "a", false],
  ["a.c", "abc", false],
  ["[", "[", true],
  ["CHECKOUT", "checkout", false],
])("%j and %j: %s", (glob, text, expected) => {
  expect(compileGlob(glob)(text)).toBe(expected);
});

it("stays quick on a glob made to be slow", () => {
  expect(compileGlob(`${"*a".repeat(100)}b`)("a".repeat(2_000))).toBe(false);
});
