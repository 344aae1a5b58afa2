/** People and models that answer, or do not. */
import { ElicitationHandler, SamplingHandler } from "@effect-mcp/client"
import { Effect, Queue } from "effect"

/** Says this name to everything, and remembers what it was asked. */
export const willing = (name = "Ada") => {
  const asked: Array<string> = []
  return {
    asked,
    layer: ElicitationHandler.layer({
      form: ({ message }) =>
        Effect.sync(() => {
          asked.push(message)
          return { action: "accept" as const, content: { name } }
        })
    })
  }
}

/** Answers when the test says so, and tells when it no longer has to. */
export const slow = () => {
  const asked = Effect.runSync(Queue.unbounded<string>())
  const answers = Effect.runSync(Queue.unbounded<string>())
  const left = Effect.runSync(Queue.unbounded<string>())
  return {
    asked,
    answers,
    left,
    layer: ElicitationHandler.layer({
      form: ({ message }) =>
        Queue.offer(asked, message).pipe(
          Effect.andThen(Queue.take(answers)),
          Effect.map((name) => ({ action: "accept" as const, content: { name } })),
          Effect.onInterrupt(() => Queue.offer(left, message))
        )
    })
  }
}

/** A model that always says the same. */
export const model = SamplingHandler.layer({
  createMessage: () =>
    Effect.succeed({
      role: "assistant" as const,
      content: { type: "text" as const, text: "Hi" },
      model: "m-1"
    })
})
