import { describe } from "vitest"

import * as Cells from "../../src/Cells.ts"
import { suite, versions } from "../../test/tasks/together/suite.ts"

describe.each(Cells.overSse.filter(({ revision }) => versions.includes(revision.version)))(
  "$name",
  (cell) => {
    suite(cell)
  }
)
