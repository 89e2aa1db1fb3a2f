import { Link } from "@tanstack/react-router";

/** The page of what a failure or a journal line is about, where there is one; `words` in place of its id or key. */
export function SubjectLink({ kind, subject, words }: { kind: string; subject: string; words?: string }) {
  switch (kind) {
    case "delivery":
      return (
        <Link to="/deliveries/$id" params={{ id: subject }}>
          {words ?? shortId(subject)}
        </Link>
      );
    case "incident":
      return (
        <Link to="/incidents/$id" params={{ id: subject }}>
          {words ?? shortId(subject)}
        </Link>
      );
    case "connection":
      return (
        <Link to="/connections/$key" params={{ key: subject }}>
          {subject}
        </Link>
      );
    case "source":
      return (
        <Link to="/sources/$key" params={{ key: subject }}>
          {subject}
        </Link>
      );
    case "obligation":
      return (
        <Link to="/obligations/$id" params={{ id: subject }}>
          {words ?? shortId(subject)}
        </Link>
      );
    case "failure":
      return <Link to="/failures">{shortId(subject)}</Link>;
    case "monitor":
      return (
        <Link to="/monitors" search={{ mapped: "all", q: subject.slice(subject.indexOf(" ") + 1) }}>
          {subject}
        </Link>
      );
    case "maintenance-window":
      return <Link to="/maintenance">{`maintenance ${subject}`}</Link>;
    case "drill":
      return (
        <Link to="/drills/$key" params={{ key: subject }}>
          {words ?? `the drill ${subject}`}
        </Link>
      );
    case "component":
      return <Link to="/components">{subject}</Link>;
    case "rule":
    case "rule-set":
      return <Link to="/rules">{`${kind.replace("-", " ")} ${subject}`}</Link>;
    default:
      return <span title={subject}>{`${kind.replaceAll("-", " ")} ${shortId(subject)}`}</span>;
  }
}

/** `inc_01a20aeb9df174c78db5e9f0abdc39d0` → `inc_…dc39d0`; the beginnings of ids made in the same second are alike. */
function shortId(id: string): string {
  return id.replace(/^([a-z]+_)[0-9a-f]{26}([0-9a-f]{6})$/, "$1…$2");
}
