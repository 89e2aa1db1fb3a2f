/** One field of a form for a connection, as data. */
export interface FormField {
  /** Where its value stands in the configuration: `baseUrl`, `project`, `ticket.create.path`. */
  path: string;
  label: string;
  /** What to write there and where to find it, one or two sentences; null where the label says all. */
  help: string | null;
  type: FieldType;
  required: boolean;
  /** The choices of a `choice`, or the ways of an `auth` that are allowed: `bearer`, `basic`, `header`, `oauth2`. */
  options?: readonly FieldOption[];
  /** What could stand there, shown in grey. */
  placeholder?: string;
}

export interface FieldOption {
  value: string;
  label: string;
}

/**
 * `line`: one line of text; `text`: several lines; `url`; `number`: a whole number; `flag`: true or false; `choice`: one of
 * `options`; `list`: lines of text, one value each; `pairs`: names with values; `duration`: `5s`; `template`: text with
 * `{{ … }}`; `json`: an object of the configuration, as JSON; `secret`: a credential, write-only; `auth`: the way of
 * signing in with its credential.
 */
export type FieldType =
  | "line"
  | "text"
  | "url"
  | "number"
  | "flag"
  | "choice"
  | "list"
  | "pairs"
  | "duration"
  | "template"
  | "json"
  | "secret"
  | "auth";
