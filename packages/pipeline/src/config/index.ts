export {
  type ApplyOutcome,
  applyConfig,
  type ConfigText,
  type PlanOutcome,
  planConfig,
  type Refused,
} from "./apply-config.ts";
export { changeComponent } from "./change-component.ts";
export {
  type ChangeConnectionOutcome,
  type ConnectionDraft,
  changeConnection,
  type DraftProblem,
  type OpenedDraft,
  openDraft,
  type RetireConnectionOutcome,
  retireConnection,
} from "./change-connection.ts";
export { type ChangeCustomerOutcome, changeCustomer, retireCustomer } from "./change-customer.ts";
export {
  type ChangeRotationOutcome,
  changeRotation,
  type RetireRotationOutcome,
  type RotationDraft,
  retireRotation,
} from "./change-rotation.ts";
export type { ConfigObject, PlannedChange } from "./compare-config.ts";
export type { ConfigDeps } from "./config-deps.ts";
export { configureAtStart } from "./configure-at-start.ts";
export { ensureBuiltIns } from "./ensure-built-ins.ts";
export { exportConfig } from "./export-config.ts";
export { knownWorld } from "./known-world.ts";
export { makeHookToken } from "./make-hook-token.ts";
export { makeSigningSecret } from "./make-signing-secret.ts";
export type { MadeToken } from "./write-input.ts";
