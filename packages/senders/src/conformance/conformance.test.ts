import { Buffer } from "node:buffer";
import type { NormalisedEvent } from "@signalbox/core";
import { describe, expect, it } from "vitest";
import { senderByKey, senders } from "../registry.ts";
import type { IncomingRequest, NormaliseOutcome, Sender, VerifyOutcome } from "../sender.ts";
import { provesBody, readSecret, takesSecrets } from "../verify/read-secret.ts";
import { signDelivery } from "../verify/sign-delivery.ts";
import { verifyDelivery } from "../verify/verify-delivery.ts";
import { neededCertificate } from "../verify/verify-sns.ts";
import { foldDeliveries, identityText } from "./fold-deliveries.ts";
import { hostileTexts, plantText, replaceTexts } from "./hostile.ts";
import { loadCases, type SampleCase } from "./load-cases.ts";
import { sampleSourceOf } from "./sign-sample.ts";

const now = Date.UTC(2026, 10, 20, 9, 0, 0);
const minute = 60_000;

/** Another secret of the same form: the last letter before any padding differs. */
function otherSecret(secret: string): string {
  return secret.replace(
    /[A-Za-z0-9](=*)$/,
    (_, padding: string) => `${secret.endsWith(`Q${padding}`) ? "g" : "Q"}${padding}`,
  );
}

function normalise(sender: Sender, request: IncomingRequest, receivedAt = now) {
  return sender.normalise({ ...request, receivedAt, settings: {} });
}

function firstEvent(outcome: NormaliseOutcome): NormalisedEvent | null {
  return outcome.outcome === "events" ? (outcome.events[0] ?? null) : null;
}

/** The bytes with one bit of each of them changed in turn. */
function* flipped(bytes: Buffer): Generator<Buffer> {
  for (let at = 0; at < bytes.length; at += 1) {
    const changed = Buffer.from(bytes);
    changed[at] = changed[at]! ^ (1 << (at % 8));
    yield changed;
  }
}

describe("the registry", () => {
  it("finds each sender by its key, and nothing else", () => {
    for (const sender of senders) expect(senderByKey(sender.key)).toBe(sender);
    expect(new Set(senders.map((sender) => sender.key)).size).toBe(senders.length);
    expect(senders).toHaveLength(43);
    expect(senderByKey("__proto__")).toBeNull();
  });
});

describe.each(senders.map((sender) => [sender.key, sender] as const))("sender %s", (_, sender) => {
  const { secret, certificate, deliveries } = loadCases(sender);
  const source = sampleSourceOf(sender, secret);
  const { secrets } = source;

  /** As it was sent: a certificate is at hand for the address alone that the delivery names. */
  function verify(sample: SampleCase, changes: Partial<IncomingRequest> = {}, given = secrets): VerifyOutcome {
    const sent = requestOf(sample);
    const request = { ...sent, ...changes };
    const isAtHand = neededCertificate(sender.scheme, request) === neededCertificate(sender.scheme, sent);
    return verifyDelivery(sender.scheme, given, request, sample.now, { certificate: isAtHand ? certificate : null });
  }

  it("tells people how to set it up and what it can do", () => {
    expect(sender.key).toMatch(/^[a-z0-9]+(?:-[a-z0-9]+)*$/);
    expect(sender.setup.steps.length).toBeGreaterThan(1);
    expect(sender.can.sign).toBe(provesBody(sender.scheme));
    expect(sender.can.testEvent).not.toBe("");
    expect([...sender.natives].sort()).toEqual(sender.natives);
    expect(sender.nativesLink === null).toBe(sender.natives.length === 0);
    for (const link of [sender.nativesLink, sender.setup.link]) expect(link ?? "https://").toMatch(/^https:\/\//);
    if (sender.proof === "unproven") expect(sender.doubts).not.toBeNull();
    expect(Number.isInteger(sender.normaliserVersion) && sender.normaliserVersion > 0).toBe(true);
  });

  describe.each(deliveries)("$file", (sample) => {
    const request = requestOf(sample);

    it("is verified as it was sent", () => {
      expect(verify(sample)).toMatchObject({
        outcome: "verified",
        signed: provesBody(sender.scheme),
        secretLabel: takesSecrets(sender.scheme) ? "now" : null,
      });
    });

    it("is read into the expected events", () => {
      const outcome = normalise(sender, request, sample.now);
      const misfits = expect.any(Array);
      if (sample.events === undefined) expect(outcome).toEqual({ outcome: "ignored", reason: sample.ignored });
      else {
        const places = sample.events.map((_, place) => place);
        expect(outcome).toEqual({ outcome: "events", events: sample.events, places, unreadable: [], misfits });
      }
      expect(sender.asks?.(request) ?? undefined).toEqual(sample.asks);
    });

    it("has the expected identity, the same when it is sent again", () => {
      const identity = sender.identify(request);
      expect(identity).toMatchObject(sample.identity);
      if (sender.scheme.type === "sns") return;
      const { headers } = signDelivery(sender.scheme, secret, { body: sample.body, id: "other", now: sample.now });
      const { [sender.scheme.type === "hmac" ? (sender.scheme.idHeader ?? "") : ""]: __, ...retried } = headers;
      expect(sender.identify({ ...request, headers: { ...sample.headers, ...retried } })).toEqual(identity);
    });

    if (takesSecrets(sender.scheme))
      it("is refused at another source, whose secret is another, and without what proves it", () => {
        const other = otherSecret(secret);
        expect(other).not.toBe(secret);
        expect(readSecret(sender.scheme, other).outcome).toBe("usable");
        expect(verify(sample, {}, [{ label: "", value: other }]).outcome).toBe("refused");
        expect(verify(sample, {}, []).outcome).toBe("refused");
        if (sender.scheme.type === "body-token") return;
        expect(verify(sample, { headers: {} }).outcome).toBe("refused");
        for (const name of Object.keys(sample.headers).filter((each) => provesIt(sender, each))) {
          const { [name]: __, ...others } = sample.headers;
          expect(verify(sample, { headers: others }).outcome, `without ${name}`).toBe("refused");
        }
      });

    if (sender.scheme.type === "hmac")
      it("is refused when any byte is changed, added or left out", () => {
        const bodies = [Buffer.concat([sample.body, Buffer.from(" ")]), sample.body.subarray(0, -1), Buffer.alloc(0)];
        for (const body of [...bodies, ...flipped(sample.body)]) {
          expect(verify(sample, { body }).outcome).toBe("refused");
        }
      });

    const credential = Object.keys(sample.headers).find((name) => provesIt(sender, name));
    if (credential !== undefined)
      it("is refused when any byte of what proves it is changed", () => {
        const isHex = sender.scheme.type === "hmac" && sender.scheme.encoding === "hex";
        for (const value of flipped(Buffer.from(sample.headers[credential]!, "latin1"))) {
          const text = value.toString("latin1");
          // Another case of a hexadecimal digit or of the word "Bearer" is no change.
          const isSame = text.toLowerCase() === sample.headers[credential]!.toLowerCase();
          if (isSame && (isHex || credential === "authorization")) continue;
          const outcome = verify(sample, { headers: { ...sample.headers, [credential]: text } });
          // Of several signatures in one header another one may still be right.
          if (!/[ ,]v1/.test(text)) expect(outcome.outcome, text).toBe("refused");
        }
      });

    if (sender.scheme.type === "body-token")
      it("is refused when any byte of the token in it is changed", () => {
        for (const value of flipped(Buffer.from(secret))) {
          const { body } = signDelivery(sender.scheme, value.toString("latin1"), { body: sample.body, id: "", now: 0 });
          expect(verify(sample, { body: Buffer.from(body) }).outcome).toBe("refused");
        }
      });

    if (sender.scheme.type === "sns")
      it("is refused when any byte is changed that anybody reads, and by any other certificate", () => {
        const read = JSON.stringify([normalise(sender, request, sample.now), sender.asks?.(request)]);
        for (const body of flipped(sample.body)) {
          if (verify(sample, { body }).outcome === "refused") continue;
          const changed = { ...request, body };
          expect(JSON.stringify([normalise(sender, changed, sample.now), sender.asks?.(changed)])).toBe(read);
          expect(sender.identify(changed)).toEqual(sender.identify(request));
        }
        expect(source.verify(request, sample.now).outcome).toBe("refused");
        expect(verifyDelivery(sender.scheme, [], request, sample.now).outcome).toBe("refused");
      });
  });

  it("makes samples that verify and read as what they are", () => {
    const expected = { open: "opened", resolve: "resolved", test: "test" } as const;
    for (const kind of ["open", "resolve", "test"] as const) {
      const request = source.sign(kind, { now });
      expect(source.verify(request, now).outcome).toBe("verified");
      const outcome = normalise(sender, request);
      expect(outcome).toMatchObject({
        outcome: "events",
        unreadable: [],
        events: [{ type: expected[kind], drift: [] }],
      });
      const at = firstEvent(outcome)?.occurredAt ?? null;
      expect(at === null || Math.abs(at - now) < 1000, `${kind} happened at ${at}`).toBe(true);
    }
  });

  it("pairs an open with its resolve, and a later outage has identities of its own", () => {
    const later = now + 60 * minute;
    const requests = [
      source.sign("open", { now }),
      source.sign("resolve", { now: later, startedAt: now }),
      source.sign("open", { now: later }),
    ];
    const events = requests.map((request) => firstEvent(normalise(sender, request, later)));
    expect(new Set(events.map((event) => event?.correlationKey)).size).toBe(1);
    expect([null, now]).toContain(events[1]?.startedAt);
    const identities = requests.map((request) => identityText(sender.identify(request)) ?? Symbol("fresh"));
    expect(new Set(identities).size).toBe(3);
    expect(sender.identify(requests[0]!)).toEqual(sender.identify(requests[0]!));
  });

  const sent = (kind: "open" | "resolve" | "test", at: number, startedAt?: number) => {
    const receivedAt = now + at * minute;
    const began = startedAt === undefined ? {} : { startedAt: now + startedAt * minute };
    return { request: source.sign(kind, { now: receivedAt, ...began }), receivedAt };
  };

  it("knows the same body again, or absorbs it", () => {
    const [open, resolve] = [sent("open", 0), sent("resolve", 5, 0)];
    const again = [open, { ...open, receivedAt: now + minute }, resolve, { ...resolve, receivedAt: now + 6 * minute }];
    const incidents = foldDeliveries(sender, again);
    expect(incidents).toHaveLength(1);
    expect(incidents[0]).toMatchObject({
      status: "resolved",
      outages: [{ startedAt: now, endedAt: now + 5 * minute }],
    });
    expect(foldDeliveries(sender, [open, open, open])).toMatchObject([
      { status: "open", outages: [{ startedAt: now }] },
    ]);
  });

  it.each([
    [4, 1],
    [30, 2],
  ])("makes two intervals of an outage that comes back after %i minutes, and of both %i incident", (pause, count) => {
    const back = 5 + pause;
    const told = [sent("open", 0), sent("resolve", 5, 0), sent("open", back), sent("resolve", back + 5, back)];
    const incidents = foldDeliveries(sender, told);
    expect(incidents).toHaveLength(count);
    const outages = incidents.flatMap((incident) => incident.outages);
    expect(
      outages.map(({ startedAt, endedAt }) => [startedAt, endedAt].map((at) => ((at ?? 0) - now) / minute)),
    ).toEqual([
      [0, 5],
      [back, back + 5],
    ]);
  });

  it("makes no incident of a test", () => {
    expect(foldDeliveries(sender, [sent("test", 0)])).toEqual([]);
  });

  it.each(hostileTexts)("reads %s as text wherever it stands", (_name, text) => {
    for (const kind of ["open", "resolve", "test"] as const) {
      const sample = source.sign(kind, { now });
      for (const body of replaceTexts(sample.body, text)) {
        const request = { ...sample, body };
        const outcome = normalise(sender, request);
        expect(["events", "ignored", "unreadable"]).toContain(outcome.outcome);
        expect(["sender", "derived", "fresh"]).toContain(sender.identify(request).basis);
      }
    }
    expect(({} as { admin?: boolean }).admin).toBeUndefined();
  });

  it("keeps hostile text as it is in the summary of the event", () => {
    const sample = source.sign("open", { now });
    const summary = firstEvent(normalise(sender, sample))?.summary ?? "";
    for (const text of [
      "{{ incident.title }}",
      "<script>alert(1)</script>",
      "=cmd|' /C calc'!A0",
      "%s $\u007bx} \\u0041",
    ]) {
      const outcome = normalise(sender, { ...sample, body: plantText(sample.body, summary, text) });
      expect(outcome).toMatchObject({ events: [{ summary: text }] });
    }
  });

  it("cuts a line of a megabyte in the event alone", () => {
    const sample = source.sign("open", { now });
    const summary = firstEvent(normalise(sender, sample))?.summary ?? "";
    const outcome = normalise(sender, { ...sample, body: plantText(sample.body, summary, "x".repeat(1_000_000)) });
    expect(outcome).toMatchObject({ outcome: "events", events: [{ summary: "x".repeat(4_096) }] });
    expect(firstEvent(outcome)?.drift).not.toEqual([]);
  });

  it.each(["{", "null", "[]", "{}", '"x"', "[[]]", "0", "a=b", '{"a":1}\n{"a":2}', "\u0000", '{"__proto__":null}'])(
    "never drops %j silently",
    (text) => {
      const request = { headers: {}, body: Buffer.from(text), query: "" };
      expect(normalise(sender, request).outcome).toBe("unreadable");
      expect(sender.identify(request)).toEqual({ basis: "fresh" });
    },
  );
});

function requestOf({ headers, body }: SampleCase): IncomingRequest & { body: Buffer } {
  return { headers, body, query: "" };
}

/** Whether a header is part of what proves a delivery of this sender. */
function provesIt({ scheme }: Sender, name: string): boolean {
  switch (scheme.type) {
    case "hmac": {
      const timestamp = scheme.timestamp.in === "header" ? scheme.timestamp.header : "";
      return [scheme.header, timestamp, scheme.idHeader].includes(name);
    }
    case "bearer":
    case "basic":
      return name === "authorization";
    case "header-token":
      return name === scheme.header;
    case "body-token":
    case "sns":
    case "url-token":
      return false;
  }
}
