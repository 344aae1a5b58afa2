import type { Vitest } from "@effect/vitest"

import type { Raw } from "../../../src/raw/Extension.ts"

/** What a suite is given: tests that find a connected client. */
export type It = Vitest.MethodsNonLive<Raw>
