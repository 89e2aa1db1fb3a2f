/** What a disturbance does to a call on its way: it comes late; it is answered 500 and does not get through; it is never
 *  answered and does not get through; it gets through and its answer is lost. */
export const drillFaults = ["slow", "failing", "hanging", "lying"] as const;
export type DrillFault = (typeof drillFaults)[number];

/** How a drill disturbs its own calls. */
export interface DrillChaos {
  fault: DrillFault;
  /** How many outages a run raises: the breaker opens after ten calls. */
  outages: number;
  /** For how long at most its calls are disturbed, in milliseconds. */
  forMs: number;
}
