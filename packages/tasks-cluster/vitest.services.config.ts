import { defineConfig } from "vitest/config"

import shared from "../../vitest.shared.ts"

/** What needs a Postgres (`npm run test:services`). One file at a time: processes are killed at moments, and moments want quiet. */
export default defineConfig({
  ...shared,
  test: {
    ...shared.test,
    include: ["services/**/*.test.ts"],
    testTimeout: 180_000,
    fileParallelism: false
  }
})
