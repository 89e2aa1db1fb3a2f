import type { Interruption, SlaContract, SlaReport } from "@signalbox/contract";
import { sayMonth } from "../ledger/months.ts";
import classes from "./report.module.css";
import { methodOf } from "./report-method.ts";
import { sayAvailability, sayCredit } from "./sla-words.ts";

/** For a customer's eyes, on paper: what was promised, what it came to, and each interruption. Nothing internal. */
export function Report({ report }: { report: SlaReport }) {
  return (
    <article className={classes.report}>
      <header>
        <p className={classes.kind}>Service level report</p>
        <h1>{report.customer.name}</h1>
        <p>
          {sayMonth(report.period)}: {localDay(report, report.startsAt)} to {lastDay(report)}, times in{" "}
          {report.timeZone}
        </p>
        {report.basis === "provisional" ? (
          <p className={classes.provisional}>
            Provisional: as known on {localMinute(report, report.madeAt)}. The month is not closed, and figures may
            still change.
          </p>
        ) : null}
      </header>
      {report.contracts.map((contract, index) => (
        <ContractSection key={index} contract={contract} report={report} />
      ))}
      <section>
        <h2>How it is counted</h2>
        <ul>
          {methodOf(report).map((line) => (
            <li key={line}>{line}</li>
          ))}
        </ul>
      </section>
      <footer>Made on {localMinute(report, report.madeAt)}.</footer>
    </article>
  );
}

function ContractSection({ contract, report }: { contract: SlaContract; report: SlaReport }) {
  const isRunning = report.basis === "provisional" && contract.availability !== contract.availabilityToDate;
  const isPart = contract.from !== report.startsAt || contract.to !== report.endsAt;
  return (
    <section>
      <h2>{contract.components.map(({ name }) => name).join(", ")}</h2>
      <div className={classes.figures}>
        <Figure name="Availability" value={sayAvailability(contract.availability)} main />
        <Figure name="Promised" value={`${contract.target} %`} />
        <Figure name="Result" value={contract.met === null ? "–" : contract.met ? "kept" : "missed"} />
        <Figure name="Credit" value={contract.credit === null ? "none" : sayCredit(contract.credit)} />
      </div>
      <table className={classes.facts}>
        <tbody>
          {isPart ? (
            <Fact name="The contract held">
              {localMinute(report, contract.from)} to {localMinute(report, contract.to)}
            </Fact>
          ) : null}
          <Fact name="Agreed time">{exactDuration(contract.agreedSeconds)}</Fact>
          <Fact name="Downtime that counts">{exactDuration(contract.downSeconds)}</Fact>
          <Fact name="Downtime that the promise allows">{exactDuration(contract.budget.allowedSeconds)}</Fact>
          {isRunning ? (
            <Fact name="Availability so far">
              {sayAvailability(contract.availabilityToDate)}; {sayAvailability(contract.availability)} if nothing more
              happens this month
            </Fact>
          ) : null}
          {contract.components.length > 1 ? (
            <Fact name="Several components">
              {contract.compose === "any-down"
                ? "the service is down while any of them is"
                : `the worst of them decides: ${contract.decidedBy ?? "none"}`}
            </Fact>
          ) : null}
          <Fact name="Interruptions that count">{contract.outages}</Fact>
          <Mean name="Mean time to restore" seconds={contract.restoreSeconds} />
          <Mean name="Mean time between interruptions" seconds={contract.betweenFailuresSeconds} />
          <Mean name="Mean time until we took it up" seconds={contract.acknowledgeSeconds} />
        </tbody>
      </table>
      <Interruptions contract={contract} />
    </section>
  );
}

function Figure({ name, value, main }: { name: string; value: string; main?: boolean }) {
  return (
    <div className={classes.figure} data-main={main || undefined}>
      <span>{name}</span>
      <b>{value}</b>
    </div>
  );
}

function Fact({ name, children }: { name: string; children: React.ReactNode }) {
  return (
    <tr>
      <th scope="row">{name}</th>
      <td>{children}</td>
    </tr>
  );
}

function Mean({ name, seconds }: { name: string; seconds: string | null }) {
  return seconds === null ? null : <Fact name={name}>{exactDuration(seconds)}</Fact>;
}

function Interruptions({ contract }: { contract: SlaContract }) {
  if (contract.interruptions.length === 0) return <p>There was no interruption.</p>;
  const several = contract.components.length > 1;
  const isLess = contract.interruptions.some(({ notCounted }) => notCounted.length > 0);
  return (
    <table className={classes.interruptions}>
      <caption>Each interruption</caption>
      <thead>
        <tr>
          {several ? <th>Component</th> : null}
          <th>From</th>
          <th>To</th>
          <th>Effect</th>
          <th className={classes.number}>Lasted</th>
          <th className={classes.number}>Counts</th>
          {isLess ? <th className={classes.why}>What does not count, and why</th> : null}
        </tr>
      </thead>
      <tbody>
        {contract.interruptions.map((line, index) => (
          <tr key={index}>
            {several ? <td>{line.component}</td> : null}
            <td className={classes.time}>{wall(line.startedLocal)}</td>
            <td className={classes.time}>
              {line.endedLocal === null ? "still running" : wallSince(line.startedLocal, line.endedLocal)}
            </td>
            <td>{line.impact}</td>
            <td className={classes.number}>{exactDuration(line.seconds)}</td>
            <td className={classes.number}>{sayCounted(line)}</td>
            {isLess ? (
              <td>
                {line.notCounted.map(({ why, seconds }) => `${exactDuration(seconds)} ${whyWords[why]}`).join("; ")}
              </td>
            ) : null}
          </tr>
        ))}
      </tbody>
      <tfoot>
        <tr>
          <th colSpan={several ? 5 : 4} scope="row">
            Downtime that counts
          </th>
          <td className={classes.number}>{exactDuration(contract.downSeconds)}</td>
          {isLess ? <td /> : null}
        </tr>
      </tfoot>
    </table>
  );
}

const whyWords: Record<Interruption["notCounted"][number]["why"], string> = {
  maintenance: "in announced maintenance",
  exclusion: "left out by agreement",
  "outside-hours": "outside service hours",
  blind: "not measured",
  void: "found to be no interruption",
  "counted-with-another": "counted with another interruption at the same time",
  "another-component": "of a component that does not decide",
};

function sayCounted({ countedSeconds, weightedSeconds, weight }: Interruption): string {
  if (weight === "1" || countedSeconds === "0") return exactDuration(countedSeconds);
  return `${exactDuration(countedSeconds)} × ${weight} = ${exactDuration(weightedSeconds)}`;
}

/** `2 h 5 min 3.5 s`; nothing is rounded. */
function exactDuration(seconds: string): string {
  const [whole = "0", fraction] = seconds.split(".");
  const total = Number(whole);
  const [hours, minutes, rest] = [Math.floor(total / 3_600), Math.floor((total % 3_600) / 60), total % 60];
  const parts = [
    hours > 0 && `${hours} h`,
    minutes > 0 && `${minutes} min`,
    (rest > 0 || fraction !== undefined || total === 0) && `${rest}${fraction === undefined ? "" : `.${fraction}`} s`,
  ];
  return parts.filter((part) => part !== false).join(" ");
}

/** `2026-11-20T09:14:58+01:00` → `20 Nov 09:14:58`. */
function wall(local: string): string {
  return `${shortDay.format(new Date(`${local.slice(0, 10)}T00:00:00Z`))} ${clock(local)}`;
}

// On the same day, the clock alone.
function wallSince(started: string, ended: string): string {
  return started.slice(0, 10) === ended.slice(0, 10) ? clock(ended) : wall(ended);
}

function clock(local: string): string {
  return local.slice(11, 19);
}

const shortDay = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short", timeZone: "UTC" });

function localDay({ timeZone }: SlaReport, at: string): string {
  return new Date(at).toLocaleDateString("en-GB", { day: "numeric", month: "long", year: "numeric", timeZone });
}

// A month ends with the first instant of the next.
function lastDay(report: SlaReport): string {
  return localDay(report, new Date(Date.parse(report.endsAt) - 1).toISOString());
}

function localMinute({ timeZone }: SlaReport, at: string): string {
  return new Date(at).toLocaleString("en-GB", { dateStyle: "long", timeStyle: "short", timeZone });
}
