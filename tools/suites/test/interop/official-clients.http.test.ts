/**
 * The official clients, as they come from npm, against our server over Streamable HTTP, and those that can over the
 * HTTP+SSE before it.
 */
import { Effect, Layer } from "effect"
import { describe } from "vitest"

import * as OfficialClient from "../../src/OfficialClient.ts"
import * as Serving from "../../src/Serving.ts"
import { suite } from "./clientSuite.ts"

const listening = (transport: "http" | "sse") =>
  Effect.gen(function* () {
    const server = yield* Layer.build(Serving.http(Serving.interop, { legacySse: true }))
    const url = yield* Effect.provideContext(Serving.url[transport], server)
    return { url, transport }
  })

describe.each(OfficialClient.modes)("$name over http", (mode) => {
  suite(mode, listening("http"))
})

/** It carries those that shake hands; who can do both finds that out. */
const shaking = OfficialClient.modes
  .filter(({ name }) => name !== "official v2, pinned")
  .map((mode) => ({ ...mode, expects: "2025-11-25" }))

describe.each(shaking)("$name over sse", (mode) => {
  suite(mode, listening("sse"))
})
