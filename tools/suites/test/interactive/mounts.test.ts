import { describe } from "vitest"

import * as Cells from "../../src/Cells.ts"
import { suite } from "./suite.ts"

describe.each(Cells.overMounts)("$name", (cell) => {
  suite(cell)
})
