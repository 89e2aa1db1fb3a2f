export interface Promised {
  text: string;
  /** Cases that show it. */
  cases: readonly string[];
}

/** What Signalbox promises, each with the cases that show it. */
export const promises: readonly Promised[] = [
  {
    text: "A 2xx means that the delivery is committed to Postgres, synchronously. No answer of that kind goes out before.",
    cases: ["A1", "A2", "A3", "D1", "D2", "D15", "E1", "E2", "E3", "E4", "E5", "E8", "E9", "E10", "E13"],
  },
  {
    text: "The same delivery id is stored once per source. A repeat is answered 200 with `duplicate: true`; the same id with another body is kept as a visible conflict.",
    cases: ["A10", "A11", "B1", "B2", "B3", "B4", "B5", "B6", "B7"],
  },
  {
    text: "Every stored delivery is processed at least once and ends in one visible state: processed, ignored (the sender's code says that it holds no event) or failed (with its reason and a retry). Nothing disappears.",
    cases: ["A5", "C1", "C3", "D3", "D4", "D10", "D11", "D15"],
  },
  {
    text: "Effects outside are tried at least once, under one stable key per obligation and verb. Where the target honours the key or can be asked, the effect happens once; where neither, the page says “may repeat”.",
    cases: ["D5", "D6", "D7", "D8", "D12", "D15", "G10", "G11"],
  },
  {
    text: "Rather a second page than none. For a ticket whose fate nobody can tell, rather a stop and a person than a second ticket.",
    cases: ["D8", "D12", "G6", "G7"],
  },
  {
    text: "The order of arrival changes no interval, no last status and no severity. Effects keep four invariants: at most one open obligation per scope and slot; none open once all it stands for has ended; no page sent once the resolve is known; never two tickets for one incident.",
    cases: ["F1", "F2", "F5", "D15", "Q2"],
  },
  {
    text: "A killed worker is replaced within two minutes. A restart of Postgres loses nothing that was acknowledged; meanwhile senders get 503.",
    cases: ["D10", "D14", "E2", "E3", "E4", "E12"],
  },
];
