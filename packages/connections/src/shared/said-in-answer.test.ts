import { expect, it } from "vitest";
import { saidInAnswer } from "./said-in-answer.ts";

it.each([
  [{ message: "Bad credentials" }, ": Bad credentials"],
  [{ error: "Not authorized" }, ": Not authorized"],
  [{ errors: ["Subject cannot be blank"] }, ": Subject cannot be blank"],
  [
    { error: { message: "Operation Failed", detail: "Data Policy Exception" }, status: "failure" },
    ": Operation Failed: Data Policy Exception",
  ],
  [{ errors: [{ code: "is_required", message: "A name is required" }] }, ": A name is required"],
  [
    { errors: [{ status: 400, title: "Bad Request", detail: "The name field is required." }] },
    ": Bad Request: The name field is required.",
  ],
  [{ nothing: 1 }, ""],
  [[1], ""],
])("reads %j", (body, said) => {
  expect(saidInAnswer({ status: 422, headers: {}, body: JSON.stringify(body), bodyCut: false })).toBe(said);
});
