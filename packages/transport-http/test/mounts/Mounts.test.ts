import { describe } from "@effect/vitest"

import { all } from "./mounts.ts"
import { suite } from "./suite.ts"

for (const mount of all) {
  describe(`over ${mount.name}`, () => {
    suite(mount.serve)
  })
}
