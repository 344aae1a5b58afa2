/**
 * Features that come and go while the server runs; who watches the lists is told.
 *
 * @since 0.1.0
 */
import { McpServer, Prompt, Tool } from "@effect-mcp/server"
import { Effect, Exit, Layer, Scope } from "effect"

/** Serves the feature if it is not served now, and takes it away if it is: each run changes the list. */
const toggle = (feature: Layer.Layer<never, never, McpServer.McpServer>) =>
  Effect.sync(() => {
    let served: Scope.Closeable | undefined
    return Effect.suspend(() => {
      if (served === undefined) {
        served = Scope.makeUnsafe()
        return Effect.as(Scope.provide(McpServer.add(feature), served), "It is there now.")
      }
      const closing = Scope.close(served, Exit.void)
      served = undefined
      return Effect.as(closing, "It is gone now.")
    })
  })

const passingTool = Tool.make("test_passing_tool", {
  description: "Comes and goes."
}).handle(() => Effect.succeed("I am there."))

const ToolChange = Tool.make("test_trigger_tool_change", {
  description: "Adds a tool, or takes it away again."
})

const ToolChangeLive = Layer.unwrap(
  Effect.map(toggle(passingTool), (change) => ToolChange.handle(() => change))
)

const passingPrompt = Prompt.make("test_passing_prompt", {
  description: "Comes and goes."
}).handle(() => Effect.succeed("I am there."))

const PromptChange = Tool.make("test_trigger_prompt_change", {
  description: "Adds a prompt, or takes it away again."
})

const PromptChangeLive = Layer.unwrap(
  Effect.map(toggle(passingPrompt), (change) => PromptChange.handle(() => change))
)

/** The tools of this page. */
export const ChangeTools = Layer.mergeAll(ToolChangeLive, PromptChangeLive)
