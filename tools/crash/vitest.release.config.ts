import { defineConfig } from "vitest/config"

import shared from "../../vitest.shared.ts"

/** What takes too long for every change. One file at a time: the kills go by moments, and moments want quiet. */
export default defineConfig({
  ...shared,
  test: {
    ...shared.test,
    include: ["release/**/*.test.ts"],
    testTimeout: 180_000,
    fileParallelism: false
  }
})
