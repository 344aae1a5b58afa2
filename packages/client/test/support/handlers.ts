/** Handlers that answer from a queue of literals and remember what they were asked. */
import type { Sampling } from "@effect-mcp/schema"
import { Effect, Layer, type Stream } from "effect"

import { ElicitationHandler, RootsProvider, SamplingHandler } from "../../src/index.ts"

/** A form handler that gives these answers in turn, and what it was asked. */
export const forms = (...answers: ReadonlyArray<ElicitationHandler.FormAnswer>) => {
  const asked: Array<ElicitationHandler.FormRequest> = []
  const form = (request: ElicitationHandler.FormRequest) =>
    Effect.sync(() => {
      asked.push(request)
      return answers[asked.length - 1] ?? { action: "cancel" as const }
    })
  return { asked, form, layer: ElicitationHandler.layer({ form }) }
}

/** A URL handler that says `action`, and in which order what happened. */
export const pages = (
  action: "accept" | "decline" | "cancel",
  waiting?: Effect.Effect<"retry" | "cancel">
) => {
  const steps: Array<string> = []
  const asked: Array<ElicitationHandler.UrlRequest> = []
  const url: ElicitationHandler.UrlHandler<never> = {
    consent: (request) =>
      Effect.sync(() => {
        asked.push(request)
        steps.push(`consent ${request.link.url}`)
        return action
      }),
    open: (target) => Effect.sync(() => void steps.push(`open ${target}`)),
    ...(waiting === undefined ? {} : { waiting: () => waiting })
  }
  return { asked, steps, url, layer: ElicitationHandler.layer({ url }) }
}

export const message = {
  role: "assistant" as const,
  content: { type: "text" as const, text: "Hi" },
  model: "m-1"
}

/** A model that always says the same, and what it was asked. */
export const model = (
  answer: Effect.Effect<
    Sampling.CreateMessageResult,
    SamplingHandler.SamplingRejected
  > = Effect.succeed(message),
  options: { readonly tools?: boolean; readonly context?: boolean } = {}
) => {
  const asked: Array<SamplingHandler.SamplingRequest> = []
  const createMessage = (request: SamplingHandler.SamplingRequest) =>
    Effect.suspend(() => {
      asked.push(request)
      return answer
    })
  return { asked, layer: SamplingHandler.layer({ createMessage, ...options }) }
}

export const roots = RootsProvider.layer([{ uri: "file:///home/me/project", name: "Project" }])

export const rootsThatChange = (changes: Stream.Stream<unknown>) =>
  Layer.succeed(
    RootsProvider.RootsProvider,
    RootsProvider.RootsProvider.of({
      list: Effect.succeed([{ uri: "file:///a" }]),
      changes
    })
  )
