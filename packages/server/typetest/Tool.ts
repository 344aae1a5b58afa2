/** What the types of tools promise; `tsc` is the test. */
import { McpRequest, Principal } from "@effect-mcp/protocol"
import { Elicitation, type McpServer, Prompt, Resource, Step, Tool } from "@effect-mcp/server"
import { Context, Effect, type Layer, Schema } from "effect"

declare module "@effect-mcp/server" {
  interface ToolAnnotations {
    readonly metered?: "never" | "always" | undefined
    readonly roles?: ReadonlyArray<string> | undefined
  }
  interface ToolAnnotationServices {
    readonly metered: { readonly always: Meter }
    readonly roles: { readonly "*": Roles }
  }
}

class Meter extends Context.Service<Meter, { readonly tick: Effect.Effect<void> }>()(
  "typetest/Meter"
) {}
class Roles extends Context.Service<Roles, { readonly has: boolean }>()("typetest/Roles") {}
class Cloud extends Context.Service<Cloud, { readonly region: string }>()("typetest/Cloud") {}
class Broken extends Schema.TaggedError<Broken>()("Broken", { part: Schema.String }) {}

type RequirementsOf<L> = L extends Layer.Layer<infer _A, infer _E, infer R> ? R : never
type Same<A, B> = [A, B] extends [B, A] ? true : false
const yes = (same: true): true => same

const input = Schema.Struct({ a: Schema.Finite })
const output = Schema.Struct({ sum: Schema.Finite })

// What a handler uses is what its layer needs; what a call brings is not.
const plain = Tool.make("plain", { input }).handle(({ a }) =>
  Effect.gen(function* () {
    const { region } = yield* Cloud
    const { id } = yield* Principal.Principal
    const request = yield* McpRequest.McpRequest
    yield* Elicitation.form({ message: "?", schema: Schema.Struct({ ok: Schema.Boolean }) })
    yield* Step.once("s", Schema.Void, Effect.void)
    return `${region} ${id} ${request.method} ${a}`
  })
)
yes(true satisfies Same<RequirementsOf<typeof plain>, McpServer.McpServer | Cloud>)

// An annotation brings the service its value stands for.
const metered = Tool.make("metered", { metered: "always" }).handle(() => Effect.succeed(""))
yes(true satisfies Same<RequirementsOf<typeof metered>, McpServer.McpServer | Meter>)
const unmetered = Tool.make("unmetered", { metered: "never" }).handle(() => Effect.succeed(""))
yes(true satisfies Same<RequirementsOf<typeof unmetered>, McpServer.McpServer>)
const roles = Tool.make("roles", { roles: ["admin"] }).handle(() => Effect.succeed(""))
yes(true satisfies Same<RequirementsOf<typeof roles>, McpServer.McpServer | Roles>)

// @ts-expect-error a misspelt option is a mistake
Tool.make("typo", { descripton: "…" })

// @ts-expect-error the root of an input is an object
Tool.make("root", { input: Schema.String })

// @ts-expect-error the output is what the schema says
Tool.make("output", { input, output }).handle(({ a }) => Effect.succeed({ total: a }))

// @ts-expect-error a failure that was not declared has to be handled
Tool.make("failure", { input }).handle(() => Effect.fail(new Broken({ part: "a" })))

Tool.make("declared", { input, error: Broken }).handle(() => Effect.fail(new Broken({ part: "a" })))

// @ts-expect-error without an output schema there is no structured answer
Tool.make("text", { input }).handle(({ a }) => Effect.succeed({ sum: a }))

// A form asks for flat fields.
const flat = Schema.Struct({
  name: Schema.String,
  age: Schema.optionalKey(Schema.Int),
  born: Schema.optional(Schema.Date),
  size: Schema.Literals(["s", "m"]),
  diets: Schema.Array(Schema.Literals(["a", "b"]))
})
Elicitation.form({ message: "?", schema: flat })
// @ts-expect-error nothing is nested in a form
Elicitation.form({ message: "?", schema: Schema.Struct({ who: flat }) })
const numbers = Schema.Struct({ n: Schema.optionalKey(Schema.Array(Schema.Finite)) })
// @ts-expect-error a list in a form is of strings
Elicitation.formResult({ message: "?", schema: numbers })

// What is public does not look at who reads it.
const shared = Resource.make("x://a", { name: "a", cache: { scope: "public" } })
shared.handle(Effect.succeed("the same"))
// @ts-expect-error this one does
shared.handle(Effect.map(Principal.Principal, ({ id }) => id))
Resource.make("x://b", { name: "b" }).handle(Effect.map(Principal.Principal, ({ id }) => id))

// @ts-expect-error arguments of prompts are strings on the wire
Prompt.make("numbers", { arguments: Schema.Struct({ n: Schema.Finite }) })

Prompt.make("numbers", { arguments: Schema.Struct({ n: Schema.FiniteFromString }) }).handle(
  ({ n }) => Effect.succeed(`${n + 1}`),
  {
    complete: {
      n: () => Effect.succeed(["1"])
    }
  }
)

Prompt.make("numbers", { arguments: Schema.Struct({ n: Schema.FiniteFromString }) }).handle(
  () => Effect.succeed(""),
  {
    complete: {
      // @ts-expect-error only arguments there are can be completed
      m: () => Effect.succeed(["1"])
    }
  }
)

// An argument that goes into a header too is what it was.
export const routed = Tool.make("routed", {
  input: Schema.Struct({
    region: Schema.String.pipe(Tool.header("Region")),
    limit: Schema.optionalKey(Schema.Int).pipe(Tool.header("Limit")),
    at: Schema.Date.pipe(Tool.header("At"))
  })
}).handle(({ at, limit, region }) =>
  Effect.succeed(`${region.length} ${limit?.toFixed()} ${at.getTime()}`)
)
