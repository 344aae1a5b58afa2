import { fileURLToPath } from "node:url"

import { Revisions } from "@effect-mcp/schema"
import { EraMatrix } from "@effect-mcp/testing"
import { SpawnConsent, StdioClient } from "@effect-mcp/transport-stdio"
import { assert, describe, it } from "@effect/vitest"
import { Effect, Layer } from "effect"

const file = fileURLToPath(new URL("../../hello/server.ts", import.meta.url))
const calculator = { args: ["--conditions=@effect-mcp/source", file] }

// #region matrix
interface Program {
  readonly args: ReadonlyArray<string>
}

const stdio: EraMatrix.Carrier<Program> = {
  name: "stdio",
  transport: ({ args }) => {
    const command = { command: process.execPath, args }
    return StdioClient.layer(command).pipe(Layer.provide(SpawnConsent.layerExact(command)))
  }
}

describe.each(EraMatrix.make([stdio], Revisions.all))("$name", (cell) => {
  it.live("adds", () =>
    Effect.gen(function* () {
      const client = yield* cell.connect(calculator)
      const { content } = yield* client.callTool("add", { a: 1, b: 2 })
      assert.deepStrictEqual(content, [{ type: "text", text: `{"sum":3}` }])
    })
  )
})
// #endregion
