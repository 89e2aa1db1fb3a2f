import type { FormField } from "../form-field.ts";
import type { KindGuide } from "../kind-guide.ts";
import { timeoutField } from "../shared/common-config.ts";

export const onCallIcalGuide: KindGuide = {
  about:
    "Answers who is on call by a calendar that is published at an address: of Google Calendar, or the feed of a rota in PagerDuty, Opsgenie or Grafana OnCall.",
  credentials: [
    "In the calendar's settings look for its secret address in iCal format, and copy it.",
    "Enter it here. It is the credential: it is stored encrypted and never shown again.",
  ],
  rights: "None: whoever knows the address may read the calendar.",
  traps: [
    "An event names its person by its first guest, else by an e-mail address in its title; without either there is only the title as a name.",
    "Of events that overlap the one that began last holds: put an override over the rota.",
    "Events that repeat by the day or the week are read; any other repetition is no answer, and says so: the last good one holds, then the fallback.",
    "Times of a zone that is not an IANA name, as Outlook writes them, are not read.",
    "At most 256 KiB are read: publish a calendar that holds the rota alone.",
    "A calendar shows changes late, some after hours: for short overrides keep the rota here.",
  ],
  example: { url: { env: "ROTA_ICAL_URL" } },
};

export function onCallIcalForm(placeholder: string): readonly FormField[] {
  const help = "The secret address in iCal format. It is stored as a credential and never shown again.";
  return [{ path: "url", label: "iCal address", help, type: "secret", required: true, placeholder }, timeoutField];
}
