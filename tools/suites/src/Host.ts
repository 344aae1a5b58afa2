/**
 * The person, the model and the folders behind a client of ours, and a record of what they were asked.
 */
import { ElicitationHandler, RootsProvider, SamplingHandler } from "@effect-mcp/client"
import { Context, Effect, Layer } from "effect"

/** What was asked, in order. */
export class Host extends Context.Service<
  Host,
  {
    readonly forms: Array<ElicitationHandler.FormRequest>
    readonly prompts: Array<SamplingHandler.SamplingRequest>
  }
>()("@effect-mcp/suites/Host") {}

export interface Options {
  /** What the person does with the form; by default it is sent as `Ada` and otherwise untouched. */
  readonly form?: (request: ElicitationHandler.FormRequest) => ElicitationHandler.FormAnswer
  /** What the model says to the text it was asked. */
  readonly say?: (asked: string) => string
}

const accept = (): ElicitationHandler.FormAnswer => ({
  action: "accept",
  content: { name: "Ada" }
})

/** The text of the last message. */
const asked = ({ params }: SamplingHandler.SamplingRequest): string => {
  const content = params.messages.at(-1)?.content
  const blocks = content === undefined ? [] : [content].flat()
  return blocks.map((block) => (block.type === "text" ? block.text : "")).join("")
}

/** Elicitation by form. */
const elicitation = (options: Options = {}) =>
  Layer.unwrap(
    Host.useSync((host) =>
      ElicitationHandler.layer({
        form: (request) =>
          Effect.sync(() => {
            host.forms.push(request)
            return (options.form ?? accept)(request)
          })
      })
    )
  )

/** Sampling, by a model that always has something to say. */
const sampling = (options: Options = {}) =>
  Layer.unwrap(
    Host.useSync((host) =>
      SamplingHandler.layer({
        createMessage: (request) =>
          Effect.sync(() => {
            host.prompts.push(request)
            const text = (options.say ?? (() => "forty-two"))(asked(request))
            return { role: "assistant", content: { type: "text", text }, model: "test-model" }
          })
      })
    )
  )

/** One folder. */
const roots = Layer.orDie(RootsProvider.layer([{ uri: "file:///work/project", name: "project" }]))

/** The record, with nobody to ask yet. */
export const layer = Layer.sync(Host, () => ({ forms: [], prompts: [] }))

/** Everybody. */
export const everybody = (options?: Options) =>
  Layer.mergeAll(elicitation(options), sampling(options), roots).pipe(Layer.provideMerge(layer))
