import { expect, it } from "vitest";
import { suggestGlobs } from "./suggest-globs.ts";

it.each([
  [{ id: "7", name: "Checkout EU" }, ["Checkout EU", "Checkout *"]],
  [{ id: "7", name: "batch-[eu]-1" }, ["batch-\\[eu]-1", "batch-*"]],
  [{ id: "login", name: "" }, ["login"]],
  [{ id: "7", name: "Login" }, ["Login"]],
  [{ id: "7", name: "api.example.test/health?deep" }, ["api.example.test/health\\?deep", "api.*"]],
])("suggests for %j", (monitor, globs) => expect(suggestGlobs(monitor)).toEqual(globs));
