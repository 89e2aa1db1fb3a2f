import { defineConfig } from "vitest/config";

const ignored = ["**/node_modules/**", "**/dist/**", "**/.data/**"];
const provided = ["scripts/provide-programs.mjs", "packages/database/src/embedded/provide-test-cluster.ts"];
const needsMore = ["**/*.db.test.{ts,tsx}", "**/*.chaos.test.ts", "**/*.e2e.test.ts"];

export default defineConfig({
  test: {
    pool: "forks",
    // What is polled for comes when the machine gets to it; a test must not depend on how fast that is.
    expect: { poll: { timeout: 20_000 } },
    projects: [
      {
        extends: true,
        test: {
          name: "unit",
          // A part of them waits for Postgres or for a clock.
          maxWorkers: 3,
          isolate: false,
          testTimeout: 60_000,
          include: ["**/*.test.{ts,tsx}"],
          exclude: [...ignored, ...needsMore],
        },
      },
      {
        extends: true,
        test: {
          name: "db",
          maxWorkers: 3,
          isolate: false,
          include: ["**/*.db.test.ts"],
          exclude: ignored,
          globalSetup: provided,
          testTimeout: 30_000,
          hookTimeout: 60_000,
        },
      },
      {
        extends: true,
        test: {
          name: "chaos",
          maxWorkers: 2,
          isolate: false,
          include: ["**/*.chaos.test.ts"],
          exclude: ignored,
          globalSetup: provided,
          sequence: { groupOrder: 1 },
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
      {
        extends: true,
        test: {
          name: "e2e",
          maxWorkers: 2,
          isolate: false,
          include: ["**/*.e2e.test.ts"],
          exclude: ignored,
          globalSetup: provided,
          sequence: { groupOrder: 1 },
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
    ],
  },
});
