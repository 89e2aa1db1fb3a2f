import { VisuallyHidden } from "@mantine/core";
import type { ReactNode } from "react";
import classes from "./bar-chart.module.css";

export interface Bar {
  key: string;
  label: string;
  /** Only the length of the bar: what is read is `says`. Less than nothing is drawn as nothing. */
  value: number;
  says: string;
  /** Someone must act; what it says tells so, too. */
  tone?: "act";
}

/** Values one beside the other, over time: the first, the middle and the last are named, the others on hover. */
export function ColumnChart({ label, bars }: { label: string; bars: readonly Bar[] }) {
  const most = largest(bars);
  const named = [bars[0], bars[Math.floor((bars.length - 1) / 2)], bars.at(-1)];
  return (
    <figure style={{ margin: 0 }} aria-label={label}>
      <ol className={classes.columns}>
        {bars.map((bar) => (
          <li key={bar.key} title={`${bar.label}: ${bar.says}`}>
            <span
              className={classes.bar}
              data-empty={bar.value <= 0 || undefined}
              data-tone={bar.tone}
              style={{ height: share(bar, most) }}
            />
            <VisuallyHidden>{`${bar.label}: ${bar.says}`}</VisuallyHidden>
          </li>
        ))}
      </ol>
      <div className={classes.axis} aria-hidden="true">
        {[...new Set(named)].map((bar) => (bar === undefined ? null : <span key={bar.key}>{bar.label}</span>))}
      </div>
    </figure>
  );
}

/** Values one below the other, each with its name and in words. `nameOf` may make the name a link. */
export function RowChart<Row extends Bar>(props: {
  label: string;
  bars: readonly Row[];
  nameOf?: (bar: Row) => ReactNode;
}) {
  const most = largest(props.bars);
  return (
    <ol className={classes.rows} aria-label={props.label}>
      {props.bars.map((bar) => (
        <li key={bar.key}>
          <span className={classes.name}>{props.nameOf?.(bar) ?? bar.label}</span>
          <span>
            <span className={classes.bar} style={{ width: share(bar, most) }} />
          </span>
          <span className={classes.value}>{bar.says}</span>
        </li>
      ))}
    </ol>
  );
}

function largest(bars: readonly Bar[]): number {
  return Math.max(0, ...bars.map(({ value }) => value));
}

function share({ value }: Bar, most: number): string {
  return most === 0 ? "0%" : `${(100 * Math.max(0, value)) / most}%`;
}
