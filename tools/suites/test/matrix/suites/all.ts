/** Every suite of the matrix, over one connection. */
import { layer } from "@effect/vitest"

import * as Cells from "../../../src/Cells.ts"
import * as Peer from "../../../src/Peer.ts"
import * as Serving from "../../../src/Serving.ts"
import { changes } from "./changes.ts"
import { definitions } from "./definitions.ts"
import { failures } from "./failures.ts"
import { features } from "./features.ts"
import { flow } from "./flow.ts"
import { lists } from "./lists.ts"
import { logging } from "./logging.ts"

export const all = ({ connect, revision }: Cells.Cell): void => {
  layer(Peer.layer(connect(Serving.matrix, Cells.patience)), { excludeTestServices: true })(
    (it) => {
      features(it, revision.version)
      definitions(it, revision.version)
      flow(it, revision.version)
      logging(it)
      lists(it)
      changes(it, revision.version)
      failures(it, revision.version)
    }
  )
}
