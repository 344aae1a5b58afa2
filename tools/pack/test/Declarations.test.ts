import { assert, test } from "vitest"

import * as Declarations from "../src/Declarations.ts"

test("declarations.rewrite: relative .ts imports become .js, in statements and types", () => {
  const before = [
    'import type { A } from "./A.ts"',
    'export * as B from "../b/B.ts"',
    'export type C = import("./internal/c.ts").C | "./d.ts"',
    'import * as E from "effect/E.ts"'
  ]
  const after = [
    'import type { A } from "./A.js"',
    'export * as B from "../b/B.js"',
    'export type C = import("./internal/c.js").C | "./d.ts"',
    'import * as E from "effect/E.ts"'
  ]
  assert.strictEqual(Declarations.rewrite("a.d.ts", before.join("\n")), after.join("\n"))
})
