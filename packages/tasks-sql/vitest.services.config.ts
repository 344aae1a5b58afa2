import { defineConfig } from "vitest/config"

import shared from "../../vitest.shared.ts"

/** What needs a Postgres (`npm run test:services`). */
export default defineConfig({
  ...shared,
  test: { ...shared.test, include: ["services/**/*.test.ts"] }
})
