import { styleText } from "node:util"

/**
 * The person at the terminal: what they are shown, and what they are asked.
 *
 * Where there is no terminal nobody is asked: the defaults are taken, and that is said.
 *
 * @since 0.1.0
 */
import type { ElicitationHandler } from "@effect-mcp/client"
import type { Elicitation } from "@effect-mcp/schema"
import { Console, Effect, Semaphore } from "effect"
import { Prompt } from "effect/cli"

export const isInteractive = process.stdin.isTTY && process.stdout.isTTY

type Style = Parameters<typeof styleText>[0]

export const paint = (style: Style, text: string): string =>
  styleText(style, text, { stream: process.stdout })

/** Runs a step of the job under its name, and says how long it took. */
export const step = <A, E, R>(
  name: string,
  work: Effect.Effect<A, E, R>,
  outcome: (value: A) => string
): Effect.Effect<A, E, R> =>
  Effect.gen(function* () {
    const began = performance.now()
    const value = yield* work
    const millis = Math.round(performance.now() - began)
    yield* note("✓", name, `${outcome(value)} ${paint("dim", `(${millis} ms)`)}`)
    return value
  })

/** Whether a question is on the screen, which nothing is to be written over. */
let asking = false

/** Says how something that goes on stands: the same line over again, or a line each where there is no terminal. */
export const standing = (line: string): Effect.Effect<void> =>
  Effect.sync(() => {
    if (!isInteractive) return console.log(paint("dim", `  … ${line}`))
    if (asking) return
    const room = process.stdout.columns - 4
    const text = line.length > room ? `${line.slice(0, room - 1)}…` : line
    process.stdout.write(`\r  ${paint("dim", text)}\x1b[K`)
  })

const clearLine = Effect.sync(() => {
  if (isInteractive) process.stdout.write("\r\x1b[K")
})

/** A line that stays. */
export const note = (mark: "✓" | "✗" | " ", name: string, text: string): Effect.Effect<void> =>
  Effect.andThen(
    clearLine,
    Console.log(`${paint(mark === "✗" ? "red" : "green", mark)} ${name.padEnd(10)} ${text}`)
  )

const width = 24

/** Draws a bar that fills; a line of its own for each report would drown what matters in a log. */
export const progressBar = (report: {
  readonly progress: number
  readonly total?: number | undefined
  readonly message?: string | undefined
}): void => {
  if (!isInteractive) return
  const { message = "", progress, total = progress } = report
  const filled = total === 0 ? width : Math.round((progress / total) * width)
  const bar = "█".repeat(filled) + "░".repeat(width - filled)
  const end = progress >= total ? "\r\x1b[K" : ""
  process.stdout.write(`\r  ${bar} ${progress}/${total} ${message}\x1b[K${end}`)
}

const choices = (
  field: Elicitation.PrimitiveSchemaDefinition
): ReadonlyArray<{ readonly title: string; readonly value: string }> | undefined => {
  if ("oneOf" in field) return field.oneOf.map(({ const: value, title }) => ({ title, value }))
  if ("enum" in field) {
    const titles = "enumNames" in field ? field.enumNames : undefined
    return field.enum.map((value, index) => ({ title: titles?.[index] ?? value, value }))
  }
  return undefined
}

/** The prompt for one field of a form. */
const prompt = (
  name: string,
  field: Elicitation.PrimitiveSchemaDefinition,
  initial: unknown
): Prompt.Prompt<string | number | boolean> => {
  const message = field.title ?? name
  const options = choices(field)
  if (options !== undefined) {
    const first = options.filter(({ value }) => value === initial)
    const others = options.filter(({ value }) => value !== initial)
    return Prompt.Select({ message, choices: [...first, ...others] })
  }
  switch (field.type) {
    case "boolean":
      return Prompt.Confirm({ message, initial: initial === true })
    case "integer":
    case "number":
      return Prompt.Number({ message })
    default:
      return Prompt.String({ message, default: typeof initial === "string" ? initial : "" })
  }
}

/** One question at a time, however many arrive together. */
const turn = Semaphore.makeUnsafe(1)

/** Puts a form to the person. Ctrl-C ends the program, as everywhere: it is no answer. */
export const ask = (
  request: ElicitationHandler.FormRequest
): Effect.Effect<ElicitationHandler.FormAnswer, never, Prompt.Environment> =>
  turn.withPermit(isInteractive ? fillIn(request) : takeDefaults(request))

type Answer<R> = Effect.Effect<ElicitationHandler.FormAnswer, never, R>

/** The defaults, if the form has all it needs; else the server is left to its own. */
const takeDefaults = (request: ElicitationHandler.FormRequest): Answer<never> => {
  const { content, message, schema } = request
  const isComplete = (schema.required ?? []).every((name) => Object.hasOwn(content, name))
  const taken = isComplete ? `taking ${JSON.stringify(content)}` : "leaving it to the server"
  return Effect.as(
    Console.log(`${paint("yellow", "?")} ${message}\n  no terminal: ${taken}`),
    isComplete ? { action: "accept", content } : { action: "cancel" }
  )
}

const fillIn = (request: ElicitationHandler.FormRequest): Answer<Prompt.Environment> =>
  Effect.gen(function* () {
    yield* clearLine
    asking = true
    yield* Console.log(`\n${paint("yellow", "?")} ${request.message}`)
    for (const issue of request.issues) yield* Console.log(paint("red", `  ${issue.message}`))
    const content: Record<string, string | number | boolean> = {}
    for (const [name, field] of Object.entries(request.schema.properties)) {
      content[name] = yield* Prompt.run(prompt(name, field, request.content[name]))
    }
    return { action: "accept" as const, content }
  }).pipe(
    Effect.catchTag("QuitError", () => stop),
    Effect.ensuring(
      Effect.sync(() => {
        asking = false
      })
    )
  )

/** The prompt has swallowed the key; the program's own end is what listens for the signal. */
const stop = Effect.andThen(
  Effect.sync(() => process.kill(process.pid, "SIGINT")),
  Effect.never
)

const styleOf = (line: string): Style => {
  if (line.startsWith("+++") || line.startsWith("---")) return "bold"
  if (line.startsWith("@@")) return "cyan"
  if (line.startsWith("+")) return "green"
  return line.startsWith("-") ? "red" : "reset"
}

/** A patch with its colours, and how much of it was left out. */
export const diff = (text: string, lines: number): string => {
  const all = text.trimEnd().split("\n")
  const shown = all.slice(0, lines).map((line) => paint(styleOf(line), line))
  const rest = all.length - shown.length
  return [...shown, ...(rest > 0 ? [paint("dim", `… ${rest} more lines: --full`)] : [])].join("\n")
}
