import { defineConfig } from "vitest/config"

import shared from "../../vitest.shared.ts"

/** Whole programs, some of which are killed, and every carrier: what takes too long for every change. One file at a time. */
export default defineConfig({
  ...shared,
  test: {
    ...shared.test,
    include: ["release/**/*.test.ts"],
    testTimeout: 180_000,
    fileParallelism: false
  }
})
