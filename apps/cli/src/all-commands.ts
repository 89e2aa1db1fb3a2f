import type { Command } from "./command.ts";
import { apply } from "./commands/apply.ts";
import { backup } from "./commands/backup.ts";
import { check } from "./commands/check.ts";
import { deliveries } from "./commands/deliveries.ts";
import { doctor } from "./commands/doctor.ts";
import { drillRun } from "./commands/drill-run.ts";
import { exportConfig } from "./commands/export.ts";
import { ledgerClose } from "./commands/ledger-close.ts";
import { ledgerExport } from "./commands/ledger-export.ts";
import { ledgerVerify } from "./commands/ledger-verify.ts";
import { plan } from "./commands/plan.ts";
import { replay } from "./commands/replay.ts";
import { restore } from "./commands/restore.ts";
import { rotateKey } from "./commands/rotate-key.ts";
import { rulesDiff } from "./commands/rules-diff.ts";
import { rulesRollback } from "./commands/rules-rollback.ts";
import { rulesVersions } from "./commands/rules-versions.ts";
import { sendTest } from "./commands/send-test.ts";
import { sources } from "./commands/sources.ts";
import { timeMachine } from "./commands/time-machine.ts";
import { tokenAdd } from "./commands/token-add.ts";
import { userAdd } from "./commands/user-add.ts";

/** Every command that there is, in the order of the help. A new one is a file and a line here. */
export const allCommands: readonly Command[] = [
  check,
  plan,
  apply,
  exportConfig,
  rulesVersions,
  rulesDiff,
  rulesRollback,
  timeMachine,
  sources,
  sendTest,
  drillRun,
  deliveries,
  replay,
  ledgerExport,
  ledgerVerify,
  ledgerClose,
  userAdd,
  tokenAdd,
  backup,
  restore,
  rotateKey,
  doctor,
];
