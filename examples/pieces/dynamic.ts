import { deepStrictEqual } from "node:assert"

import { Revisions } from "@effect-mcp/schema"
import { McpServer, Tool } from "@effect-mcp/server"
import { TestMcp } from "@effect-mcp/testing"
import { Effect, Fiber, Stream } from "effect"

// Nothing to call yet; declared, so that clients know there may be.
const Plugins = McpServer.layer({ name: "plugins", version: "1.0.0", declares: ["tools"] })

const Spell = Tool.make("spell", { description: "Checks spelling." })

/** Served until the scope closes. */
const loadPlugin = McpServer.add(Spell.handle(() => Effect.succeed("No mistakes.")))

const watchTools = Effect.fnUntraced(function* (revision: (typeof Revisions.all)[number]) {
  const server = yield* TestMcp.serve(Plugins)
  const client = yield* server.connect({ revision })

  // The list now, and whenever it has changed.
  const versions = yield* Effect.forkChild(
    client.watch("tools").pipe(
      Stream.map((tools) => tools.map(({ name }) => name)),
      Stream.takeUntil((names) => names.includes("spell")),
      Stream.runCollect
    )
  )

  yield* Effect.scoped(
    Effect.gen(function* () {
      yield* Effect.provideContext(loadPlugin, server.context)
      deepStrictEqual((yield* Fiber.join(versions)).at(-1), ["spell"])
      yield* client.callTool("spell")
    })
  )
  // Its scope is closed, and the tool is gone.
  deepStrictEqual(yield* client.listTools(), [])
}, Effect.scoped)

await Effect.runPromise(Effect.forEach(Revisions.all, watchTools))
