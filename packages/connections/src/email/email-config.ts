import { z } from "zod";
import { commonFields } from "../shared/common-config.ts";
import { secretPlace } from "../shared/connection-auth.ts";
import { isHostName, isMailAddress } from "./mail-address.ts";

const address = z.string().refine(isMailAddress, "an address is written as name@example.org, without a display name");
export const defaultPorts = { starttls: 587, implicit: 465, none: 25 } as const;
export const recipientsMax = 20;

export const emailConfig = z
  .strictObject({
    host: z
      .string()
      .refine((text) => isHostName(text), "a mail server is a name such as mail.example.org, or an address"),
    port: z.int("a port is a whole number").min(1).max(65_535).exactOptional(),
    tls: z.enum(["starttls", "implicit", "none"], { error: "tls is starttls, implicit or none" }).exactOptional(),
    username: z.string().min(1).max(200).exactOptional(),
    password: secretPlace.exactOptional(),
    from: address,
    /** Whom to write to where neither the rule nor the on-call names anybody. */
    to: z.array(address).min(1).max(recipientsMax).exactOptional(),
    /** true: a second e-mail says that a page is over. */
    followUp: z.boolean().exactOptional(),
    ...commonFields,
  })
  .refine(({ username, password }) => (username === undefined) === (password === undefined), {
    error: "username and password belong together: give both, or neither",
  })
  .refine(({ tls, username }) => tls !== "none" || username === undefined, {
    error: "a password is never sent in clear: use tls starttls or implicit, or leave out username and password",
  });
export type EmailConfig = z.infer<typeof emailConfig>;
