import { Tooltip } from "@mantine/core";
import { fullTime, relativeTime, stampTime } from "../lib/format-time.ts";
import { useNow } from "../lib/use-now.ts";

/** "2 min ago", with the full time and the ISO text on hover. */
export function Time({ at }: { at: string | null }) {
  const now = useNow();
  if (at === null) return <span>–</span>;
  return (
    <Tooltip label={`${fullTime(at)} · ${at}`}>
      <time dateTime={at} style={{ whiteSpace: "nowrap" }}>
        {relativeTime(at, now)}
      </time>
    </Tooltip>
  );
}

/** The instant itself, for what is read in order, with the full time and the ISO text on hover. */
export function Stamp({ at }: { at: string }) {
  const now = useNow();
  return (
    <Tooltip label={`${fullTime(at)} · ${at}`}>
      <time dateTime={at} className="mono" style={{ whiteSpace: "nowrap" }}>
        {stampTime(at, now)}
      </time>
    </Tooltip>
  );
}
