import type { FormField } from "../form-field.ts";

/** @param system as in "its id at Statuspage". */
export function componentsField(system: string): FormField {
  return {
    path: "components",
    label: "Components",
    help: `The key of a component here, and its id at ${system}.`,
    type: "pairs",
    required: false,
  };
}

export const quietField: FormField = {
  path: "quiet",
  label: "Tell subscribers nothing",
  help: "Posts stand on the page, but no e-mail goes out.",
  type: "flag",
  required: false,
};

/** Traps that all status pages share. */
export const postTraps = {
  noComponent:
    "A component that is not in the list `components` has a post without a component: its status stays as it is.",
  noReopen: "A post that was resolved is not opened again: a re-open makes a new post.",
  draft:
    "Subscribers get an e-mail for each step unless `quiet` is true. Let the rule post a draft first (`draftFor`).",
  impact: "`impact` takes none, minor, major, critical, or the status of the component, such as partial_outage.",
};
