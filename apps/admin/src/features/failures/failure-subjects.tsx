import type { Failure } from "@signalbox/contract";
import { Link } from "@tanstack/react-router";
import { SubjectLink } from "../../components/subject-link.tsx";

/** Everything that a failure is about, each a link to its page. */
export function FailureSubjects({ failure }: { failure: Failure }) {
  const { subjectKind: kind, subject, occurrences, details } = failure;
  const text = (name: string) => (typeof details[name] === "string" ? details[name] : null);
  const [connection, source, incident] = [text("connection"), text("source"), text("incidentId")];
  const delivery = text("deliveryId");
  const links = [
    <Own key="own" kind={kind} subject={subject} many={occurrences > 1} {...{ source, incident, delivery }} />,
    incident === null || kind === "incident" || kind === "action" ? null : (
      <SubjectLink key="incident" kind="incident" subject={incident} words="open the incident" />
    ),
    connection === null || kind === "connection" ? null : (
      <SubjectLink key="connection" kind="connection" subject={connection} />
    ),
    source === null || kind === "source" ? null : <SubjectLink key="source" kind="source" subject={source} />,
  ].filter((link) => link !== null);
  return links.flatMap((link, place) => (place === 0 ? [link] : [" · ", link]));
}

function Own(props: {
  kind: string;
  subject: string;
  many: boolean;
  source: string | null;
  incident: string | null;
  delivery: string | null;
}) {
  const { kind, subject, many, source, incident, delivery } = props;
  if (kind === "delivery" && many && source !== null) {
    return (
      <Link to="/deliveries" search={{ state: "failed", source }}>
        see the failed deliveries of {source}
      </Link>
    );
  }
  // Neither an event nor an action has a page of its own.
  if (kind === "event" && delivery !== null) {
    return <SubjectLink kind="delivery" subject={delivery} words="open the delivery" />;
  }
  if (kind === "action" && incident !== null) {
    return <SubjectLink kind="incident" subject={incident} words="open the incident" />;
  }
  const words = kind === "delivery" || kind === "incident" ? { words: `open the ${kind}` } : {};
  return <SubjectLink kind={kind} subject={subject} {...words} />;
}
