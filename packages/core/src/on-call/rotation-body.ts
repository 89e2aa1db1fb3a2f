/** Somebody who can be on call. */
export interface RotationPerson {
  email: string;
  /** For people; null: the address does. */
  name: string | null;
}

export type HandOverDay = "mon" | "tue" | "wed" | "thu" | "fri" | "sat" | "sun";

/** A rotation as stored in `rotations.body` and written in the file, without its key and name. */
export interface RotationBody {
  /** IANA name, such as Europe/Berlin: hand-overs are at its local time. */
  timeZone: string;
  /** The first is paged first; who does not acknowledge is followed by whoever is on call in the next. */
  levels: RotationLevelBody[];
}

export type RotationLevelBody = TurnsBody | CalendarLevelBody;

/** Who is on call by the events of an iCalendar: the file that a calendar exports, as it is. */
interface CalendarLevelBody {
  /** RFC 5545. Of the events that are under way the one that began last holds; where there is none, nobody is on call. */
  calendar: string;
}

/** People take turns. */
export interface TurnsBody {
  /** In turn; after the last comes the first. An address, or an address with a name. */
  people: (string | { email: string; name?: string })[];
  handOver: {
    every: "day" | "week";
    /** With `week`: the weekday. */
    on?: HandOverDay;
    /** Local time, `09:00`. */
    at: string;
  };
  /** Local day: the first person begins with the first hand-over on or after it. Before that nobody is on call. */
  from: string;
  /** Local day: the last hand-over is the first one on or after it; from then on nobody is on call. */
  until?: string;
}
