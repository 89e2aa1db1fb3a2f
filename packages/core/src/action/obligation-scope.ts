/** What an obligation stands for. */
export interface ObligationScope {
  scopeKind: "incident" | "component";
  /** Id of the incident, or key of the component. */
  scopeId: string;
}

/** Its incident, or the present outage of its component; what has no component stands for its incident alone. */
export function obligationScope(order: {
  groupBy: "incident" | "component";
  incidentId: string;
  component: string | null;
}): ObligationScope {
  const { groupBy, incidentId, component } = order;
  return groupBy === "component" && component !== null
    ? { scopeKind: "component", scopeId: component }
    : { scopeKind: "incident", scopeId: incidentId };
}
