export {
  cancelTimeMachine,
  type OrderTimeMachineOutcome,
  orderTimeMachine,
  timeMachineDays,
} from "./order-time-machine.ts";
export { performTimeMachine, type StoredTimeMachineResult, timeMachineRowsMax } from "./perform-time-machine.ts";
export { type Counts, type CountsByMeasure, type Measure, measures } from "./tally.ts";
