/**
 * The official clients, as they come from npm, against our server over stdio.
 */
import { Effect } from "effect"
import { describe } from "vitest"

import * as OfficialClient from "../../src/OfficialClient.ts"
import * as Serving from "../../src/Serving.ts"
import { suite } from "./clientSuite.ts"

describe.each(OfficialClient.modes)("$name over stdio", (mode) => {
  suite(mode, Effect.succeed(Serving.program(Serving.interop)))
})
