import type { Answer, TestVerdict } from "../connection-kind.ts";
import { interpretStatus } from "./interpret-status.ts";
import { readJson } from "./read-answer.ts";
import { saidInAnswer } from "./said-in-answer.ts";

/** What a status code says about the settings, for every kind; null for 2xx, which its kind must read.
 *  @param about what was asked for, as in "there is no queue Ops": used where it answers 404. */
export function interpretTestStatus(answer: Answer, about = "nothing at this address"): TestVerdict | null {
  const { status } = answer;
  if (status >= 200 && status <= 299) return null;
  const words = saidInAnswer(answer);
  const said = words === "" ? "" : ` It says${words}`;
  if (status === 401) {
    return trouble(
      "credentials",
      `It answered 401: the credential is wrong or has ended. Make a new one and enter it.${said}`,
    );
  }
  if (status === 403) {
    return trouble(
      "rights",
      `It answered 403: the credential is known, but may not do this. Give it the rights it needs.${said}`,
    );
  }
  if (status === 404 || status === 410) {
    return trouble("wrong-path", `It answered ${status}: ${about}. Check the address and the names.`);
  }
  if (status === 429) {
    return trouble(
      "rate-limited",
      "It answered 429: too many calls. The settings may be right; test again in a minute.",
    );
  }
  if (status === 408 || status >= 500) {
    return trouble("server-error", `It answered ${status}: the system itself is in trouble. Test again later.${said}`);
  }
  const refusal = interpretStatus(answer, 0);
  const detail = refusal === null ? `it answered ${status}` : refusal.detail;
  const kind = status >= 300 && status <= 399 ? "redirect" : "wrong-answer";
  return trouble(kind, `${detail.slice(0, 1).toUpperCase()}${detail.slice(1)}.`);
}

/** A test's answer as a JSON object, or what to say where it is none: a login page, above all. */
export function readTestObject(answer: Answer): { body: Record<string, unknown> } | { verdict: TestVerdict } {
  const body = readJson(answer);
  if (typeof body === "object" && body !== null && !Array.isArray(body))
    return { body: body as Record<string, unknown> };
  const isPage = /^\s*<(!doctype|html)/i.test(answer.body);
  const what = isPage ? "a web page instead of data" : "something that is not the expected JSON";
  return {
    verdict: trouble(
      "wrong-answer",
      `It answered ${answer.status} with ${what}: the address is not that of the API, or something before it asks for a sign-in.`,
    ),
  };
}

export function trouble(kind: (TestVerdict & { verdict: "trouble" })["trouble"], sentence: string): TestVerdict {
  return { verdict: "trouble", trouble: kind, sentence };
}
