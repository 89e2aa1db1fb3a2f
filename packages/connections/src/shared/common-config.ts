import { readDuration } from "@signalbox/core";
import { z } from "zod";
import type { FormField } from "../form-field.ts";
import { limitFields } from "./call-limits.ts";

const timeoutDefaultMs = 10_000;

/** Limit of one call as people write it: `1s` to `60s`; 10 s where left out. @param leastSeconds what the system needs. */
export function timeoutText(leastSeconds: number) {
  return z.string().refine((text) => {
    const ms = readDuration(text);
    return ms !== null && ms >= leastSeconds * 1_000 && ms <= 60_000;
  }, `a timeout is "${leastSeconds}s" to "60s" here`);
}

/** Fields that a connection of any kind may have. */
export const commonFields = { timeout: timeoutText(1).exactOptional(), ...limitFields };

export const timeoutField: FormField = {
  path: "timeout",
  label: "Time limit",
  help: "How long one call may take: 1s to 60s. 10s where left empty.",
  type: "duration",
  required: false,
  placeholder: "10s",
};

export function timeoutMsOf(config: { timeout?: string | undefined }, defaultMs = timeoutDefaultMs): number {
  return (config.timeout === undefined ? null : readDuration(config.timeout)) ?? defaultMs;
}

/** Absolute http(s) URL without user, password, query and template. */
export const baseUrlText = z.string().refine((text) => judge(text) && !/[?#]/.test(text), {
  error: "a base URL begins with https:// (or http://) and has no user, password, query or template",
});

/** Absolute http(s) URL; a query is allowed. */
export const callUrlText = z.string().refine(judge, {
  error: "a URL begins with https:// (or http://) and has no user, password or template",
});

/** Appends a rendered path to a base URL; neither can change the host. */
export function joinUrl(baseUrl: string, path: string): string {
  return baseUrl.replace(/\/+$/, "") + path;
}

function judge(text: string): boolean {
  if (!URL.canParse(text) || /[{}\s\\\p{Cc}]/u.test(text)) return false;
  const url = new URL(text);
  return /^https?:$/.test(url.protocol) && url.username === "" && url.password === "";
}
