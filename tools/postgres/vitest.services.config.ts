import { defineConfig } from "vitest/config"

import shared from "../../vitest.shared.ts"

/** What starts a Postgres. */
export default defineConfig({
  ...shared,
  test: { ...shared.test, include: ["services/**/*.test.ts"], testTimeout: 60_000 }
})
