export type PostgresFacts = {
  version: string;
  version_number: number;
  encoding: string;
  fsync: string;
  synchronous_commit: string;
  full_page_writes: string;
  max_connections: number;
  is_replica: boolean;
};

/** One line for each reason why this server would lose what was acknowledged, or could not carry `connectionsNeeded`. */
export function findPostgresProblems(facts: PostgresFacts, connectionsNeeded: number): string[] {
  const problems: string[] = [];
  if (facts.version_number < 150_000) problems.push(`version ${facts.version} is too old, 15 or newer is needed`);
  if (facts.encoding !== "UTF8") problems.push(`the database's encoding is ${facts.encoding}, UTF8 is needed`);
  if (facts.is_replica) problems.push("it is a read-only replica, the primary is needed");
  for (const setting of ["fsync", "synchronous_commit", "full_page_writes"] as const) {
    if (facts[setting] === "off")
      problems.push(`${setting} is off: acknowledged deliveries could be lost; set it to on`);
  }
  if (connectionsNeeded + 3 > facts.max_connections) {
    problems.push(`max_connections is ${facts.max_connections}, at least ${connectionsNeeded + 3} are needed`);
  }
  return problems;
}
