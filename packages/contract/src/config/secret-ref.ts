import { z } from "zod";
import { strictShape } from "./strict-shape.ts";

const value = (least: number) =>
  z
    .string({ error: "a secret's value is a text: put it in quotes" })
    .min(least, least > 1 ? `this needs at least ${least} characters` : "the value is empty")
    .max(4096, "at most 4096 characters");

/** Where a secret comes from: an environment variable, the file itself, or what is stored already. */
export function secretRef(what: string, leastCharacters = 1) {
  const words = `write ${what} as {env: NAME} (a variable of the environment), {value: "…"}, or {kept: true} (what is stored stays)`;
  return z.union(
    [
      strictShape(what, {
        env: z.string().regex(/^[A-Za-z_][A-Za-z0-9_]*$/, "a variable's name has letters, digits and _"),
      }),
      strictShape(what, { value: value(leastCharacters) }),
      strictShape(what, { kept: z.literal(true, { error: "kept is always true" }) }),
    ],
    { error: words },
  );
}

export type SecretRef = { env: string } | { value: string } | { kept: true };

/** A hook token that somebody chose has at least this many characters: it is all that protects an unsigned source. */
export const hookTokenLength = 32;
