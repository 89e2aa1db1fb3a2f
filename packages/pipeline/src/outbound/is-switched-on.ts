import { loadSetting, type Reader } from "@signalbox/database";
import { z } from "zod";

/** The setting `outbound`: what people switched last. */
const outboundSwitch = z.object({
  enabled: z.boolean(),
  reason: z.string().default(""),
  by: z.string().default(""),
  /** ISO 8601. */
  since: z.string().nullable().default(null),
});

export interface OutboundState {
  isOn: boolean;
  reason: string | null;
  by: string | null;
  /** ISO 8601; null where it is not known. */
  since: string | null;
}

/** Whether anything may be sent, and who said otherwise: SIGNALBOX_OUTBOUND or a person. */
export async function loadOutboundState(deps: { isOutboundOn: boolean }, reader: Reader): Promise<OutboundState> {
  if (!deps.isOutboundOn) {
    return { isOn: false, reason: "SIGNALBOX_OUTBOUND is off", by: "SIGNALBOX_OUTBOUND", since: null };
  }
  const read = outboundSwitch.safeParse(await loadSetting(reader, "outbound"));
  if (!read.success || read.data.enabled) return { isOn: true, reason: null, by: null, since: null };
  const { reason, by, since } = read.data;
  return { isOn: false, reason, by, since };
}

export async function isOutboundSwitchedOn(deps: { isOutboundOn: boolean }, reader: Reader): Promise<boolean> {
  return (await loadOutboundState(deps, reader)).isOn;
}
