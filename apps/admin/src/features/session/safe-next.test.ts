import { expect, it } from "vitest";
import { safeNext } from "./safe-next.ts";

it.each(["//evil.example", "/\\evil.example", "https:evil.example", "https://evil.example", "/a\r\nb", "evil", ""])(
  "J16 %j leads to the overview",
  (next) => expect(safeNext(next)).toBe("/"),
);
it("keeps a path of this app", () =>
  expect(safeNext("/incidents/inc_1?status=open")).toBe("/incidents/inc_1?status=open"));
