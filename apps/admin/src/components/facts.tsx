import { Fragment, type ReactNode } from "react";
import classes from "./facts.module.css";

/** Names and values under each other; a null value is left out. */
export function Facts({ facts }: { facts: readonly (readonly [string, ReactNode] | null)[] }) {
  return (
    <dl className={classes.facts}>
      {facts.map((fact) =>
        fact === null ? null : (
          <Fragment key={fact[0]}>
            <dt>{fact[0]}</dt>
            <dd>{fact[1] ?? "–"}</dd>
          </Fragment>
        ),
      )}
    </dl>
  );
}
