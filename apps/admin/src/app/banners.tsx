import type { LiveSettings } from "@signalbox/contract";
import { IconCloudOff, IconPlayerPause, IconUrgent } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { type ReactNode, useEffect, useState } from "react";
import { Time } from "../components/time.tsx";
import { overviewQueries } from "../features/overview/queries.ts";
import { sessionQueries } from "../features/session/queries.ts";
import classes from "./frame.module.css";
import type { LiveState } from "./live.ts";

/** What nobody may overlook, whichever page they are on. */
export function Banners({ live }: { live: LiveState }) {
  const settings = useQuery(sessionQueries.settings()).data;
  const overview = useQuery(overviewQueries.all()).data;
  const isLost = useLasting(live !== "connected", 5_000);
  const nobodyReached = overview?.failures.nobodyReached ?? 0;
  const away = overview?.parts.filter(({ isAlive }) => !isAlive) ?? [];
  return (
    <>
      {settings?.insecureHttp ? (
        <Banner tone="act">Served beyond this machine without TLS: passwords and tokens can be read on the way.</Banner>
      ) : null}
      {isLost ? (
        <Banner tone="act">
          <IconCloudOff size={14} aria-hidden /> The connection to Signalbox is lost: what you see may be old. It is
          tried again by itself.
        </Banner>
      ) : null}
      {nobodyReached > 0 && !isLost ? (
        <Banner tone="act">
          <IconUrgent size={14} aria-hidden /> Nobody could be paged about{" "}
          <Link to="/failures">{nobodyReached === 1 ? "a failure" : `${nobodyReached} failures`}</Link>: every path was
          tried.
        </Banner>
      ) : null}
      {isLost
        ? null
        : away.map(({ part, beatAt }) => (
            <Banner key={part} tone="act">
              <IconCloudOff size={14} aria-hidden />{" "}
              {part === "worker"
                ? "No worker is running: nothing is processed and nobody is paged."
                : "No api process is running: webhooks are not received."}{" "}
              Last seen <Time at={beatAt} />.
            </Banner>
          ))}
      {settings && !settings.outbound.enabled ? <OutboundPaused outbound={settings.outbound} /> : null}
    </>
  );
}

function OutboundPaused({ outbound }: { outbound: LiveSettings["outbound"] }) {
  const { reason, by, since, waiting } = outbound;
  return (
    <Banner tone="wait">
      <IconPlayerPause size={14} aria-hidden /> Outbound is paused: no ticket, post or page goes out. {reason}
      {by === null || since === null ? null : (
        <>
          {" "}
          – {by}, <Time at={since} />
        </>
      )}
      {waiting === 0 ? null : ` – ${waiting} ${waiting === 1 ? "waits" : "wait"} for it`}
    </Banner>
  );
}

function Banner({ tone, children }: { tone: "act" | "wait"; children: ReactNode }) {
  return (
    <div className={classes.banner} data-tone={tone} role="alert">
      {children}
    </div>
  );
}

/** True once it has been so for `ms` without a break: what lasts a moment is no news. */
function useLasting(isSo: boolean, ms: number): boolean {
  const [lasts, setLasts] = useState(false);
  useEffect(() => {
    if (!isSo) return setLasts(false);
    const timer = setTimeout(() => setLasts(true), ms);
    return () => clearTimeout(timer);
  }, [isSo, ms]);
  return lasts;
}
