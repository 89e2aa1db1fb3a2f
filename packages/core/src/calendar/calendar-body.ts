/** Hours of one day as `08:00-18:00`; an end at or before the beginning is on the next day, `24:00` is midnight. */
export type HoursText = string;

/** Hours by day (`mon`), days (`mon-fri`, also `sat-mon`) or `daily`. What several entries say of a day adds up. */
export type WeeklyHours = { [days: string]: HoursText | HoursText[] };

/** A calendar as stored in `calendars.body` and written in the file, without its key. */
export interface CalendarBody {
  /** IANA name, such as Europe/Berlin. */
  timeZone: string;
  businessHours?: WeeklyHours;
  quietHours?: WeeklyHours;
  /** Days such as 2026-12-25: hours that begin on one are no business hours. */
  holidays?: string[];
}
