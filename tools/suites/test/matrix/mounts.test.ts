import { describe } from "vitest"

import * as Cells from "../../src/Cells.ts"
import { all } from "./suites/all.ts"

describe.each(Cells.overMounts)("$name", (cell) => {
  all(cell)
})
