import { defaultServerConditions } from "vite"
import { defineConfig } from "vitest/config"

/** What every package's `vitest.config.ts` starts from: tests run on the sources, with no build. */
const conditions = ["@effect-mcp/source", ...defaultServerConditions]

export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions } },
  test: {
    include: ["test/**/*.test.ts"],
    testTimeout: 20_000,
    passWithNoTests: false,
    reporters: ["default"]
  }
})
