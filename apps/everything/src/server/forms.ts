/**
 * Everything that a form can have: defaults of every kind, and choices in every form there is.
 *
 * @since 0.1.0
 */
import { Elicitation, Tool } from "@effect-mcp/server"
import { Effect, Layer, Schema } from "effect"

const completed = (outcome: { readonly action: string; readonly content?: unknown }): string =>
  `Elicitation completed: action=${outcome.action}, content=${JSON.stringify(outcome.content ?? {})}`

const Defaults = Tool.make("test_elicitation_sep1034_defaults", {
  description: "Asks by a form in which everything is filled in already."
})

const Person = Schema.Struct({
  name: Schema.String.annotate({ description: "User name", default: "John Doe" }),
  age: Schema.Int.annotate({ description: "User age", default: 30 }),
  score: Schema.Finite.annotate({ description: "User score", default: 95.5 }),
  status: Schema.Literals(["active", "inactive", "pending"]).annotate({
    description: "User status",
    default: "active"
  }),
  verified: Schema.Boolean.annotate({ description: "Verification status", default: true })
})

const DefaultsLive = Defaults.handle(() =>
  Effect.map(
    Elicitation.formResult({
      message: "Please review and update the form fields with defaults",
      schema: Person
    }),
    completed
  )
)

const Choices = Tool.make("test_elicitation_sep1330_enums", {
  description: "Asks by a form with every kind of choice."
})

const titled = <const Value extends string>(value: Value, title: string) =>
  Schema.Literal(value).annotate({ title })

const Selection = Schema.Struct({
  untitledSingle: Schema.Literals(["option1", "option2", "option3"]),
  titledSingle: Schema.Union([
    titled("value1", "First Option"),
    titled("value2", "Second Option"),
    titled("value3", "Third Option")
  ]),
  // How titles were said before there were choices with titles.
  legacyEnum: Schema.Literals(["opt1", "opt2", "opt3"]).annotate({
    enumNames: ["Option One", "Option Two", "Option Three"]
  }),
  untitledMulti: Schema.Array(Schema.Literals(["option1", "option2", "option3"])),
  titledMulti: Schema.Array(
    Schema.Union([
      titled("value1", "First Choice"),
      titled("value2", "Second Choice"),
      titled("value3", "Third Choice")
    ])
  )
})

const ChoicesLive = Choices.handle(() =>
  Effect.map(
    Elicitation.formResult({
      message: "Please select options from the enum fields",
      schema: Selection
    }),
    completed
  )
)

/** The tools of this page. */
export const FormTools = Layer.mergeAll(DefaultsLive, ChoicesLive)
