export { type CheckedRules, checkRules } from "./check-rules.ts";
export { type MakeTestOutcome, makeRuleTest } from "./make-rule-test.ts";
export { previewRuleAction, type RuleActionPreview } from "./preview-rule-action.ts";
export { type PublishOutcome, publishRuleDraft, restoreRuleSet } from "./publish-rules.ts";
export type { RuleTestResult } from "./run-rule-tests.ts";
export { type SaveDraftOutcome, saveRuleDraft } from "./save-draft.ts";
export { TemplateSandbox } from "./template-sandbox.ts";
export { testConfigFile } from "./test-file.ts";
export { type TriedCondition, tryCondition } from "./try-condition.ts";
