import { McpServer, Tool } from "@effect-mcp/server"
import { TestMcp } from "@effect-mcp/testing"
import { Deferred, Effect, Fiber } from "effect"

const started = Deferred.makeUnsafe<void>()
const freed = Deferred.makeUnsafe<void>()

const Render = Tool.make("render", { description: "Renders a film." })

const RenderLive = Render.handle(() =>
  Effect.acquireUseRelease(
    Deferred.succeed(started, undefined),
    () => Effect.never,
    // Runs when the work ends, and when nobody wants it any more.
    () => Deferred.succeed(freed, undefined)
  )
)

const Studio = McpServer.layer({ name: "studio", version: "1.0.0" }).pipe(
  McpServer.provide(RenderLive)
)

const program = Effect.gen(function* () {
  const client = yield* TestMcp.connect(Studio)
  const call = yield* Effect.forkChild(client.callTool("render"))
  yield* Deferred.await(started)
  yield* Fiber.interrupt(call)
  yield* Deferred.await(freed)
})

await program.pipe(Effect.scoped, Effect.runPromise)
