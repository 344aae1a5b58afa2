/**
 * What a call can say while it runs: log messages, progress, and that its answer will take a while.
 *
 * @since 0.1.0
 */
import { Log, Progress, Tool } from "@effect-mcp/server"
import { EventStream } from "@effect-mcp/transport-http"
import { Effect, Layer } from "effect"

const pause = Effect.sleep("50 millis")

const Logging = Tool.make("test_tool_with_logging", {
  description: "Logs three times. The messages go to clients that asked for them."
})

const LoggingLive = Logging.handle(
  Effect.fnUntraced(function* () {
    yield* Log.send("info", "Tool execution started")
    yield* pause
    yield* Log.send("info", "Tool processing data")
    yield* pause
    yield* Log.send("info", "Tool execution completed")
    return "Logged three messages."
  })
)

const Quiet = Tool.make("test_logging_tool", {
  description: "Logs as every Effect does; a client that did not ask hears nothing."
})

const QuietLive = Quiet.handle(() =>
  Effect.logDebug("test_logging_tool was called").pipe(
    Log.named("everything"),
    Effect.as("Logged one message.")
  )
)

const Reporting = Tool.make("test_tool_with_progress", {
  description: "Reports how far it is, to clients that want to know."
})

const ReportingLive = Reporting.handle(
  Effect.fnUntraced(function* () {
    yield* Progress.report(0, { total: 100 })
    yield* pause
    yield* Progress.report(50, { total: 100 })
    yield* pause
    yield* Progress.report(100, { total: 100 })
    return "Reported three times."
  })
)

const Reconnecting = Tool.make("test_reconnection", {
  description: "Gives its stream back while it works; the client comes again for the answer."
})

const ReconnectingLive = Reconnecting.handle(
  Effect.fnUntraced(function* () {
    // Whether or not that was possible, the call goes on.
    yield* EventStream.release
    yield* pause
    return "Reconnection test completed successfully."
  })
)

/** The tools of this page. */
export const TellingTools = Layer.mergeAll(LoggingLive, QuietLive, ReportingLive, ReconnectingLive)
