/** What both dialects of tasks have in common, for a client without a library: JSON by `fetch`, nothing tried again. */
import { Data, Effect } from "effect"

/** Nobody answered, or not to the end: whether it was done is not known. */
export class Unreachable extends Data.TaggedError("Unreachable")<{ readonly cause: unknown }> {}

/** The server answered with an error. */
export class Refused extends Data.TaggedError("Refused")<{
  readonly method: string
  readonly code: number
  readonly message: string
}> {}

export type Json = Readonly<Record<string, unknown>>

/** A task as it is. */
export interface Snapshot {
  readonly status: "working" | "input_required" | "completed" | "failed" | "cancelled"
  readonly lastUpdatedAt: string
  /** What the tool has answered, once it is completed. */
  readonly answer?: unknown
}

export const isFinal = ({ status }: Snapshot): boolean =>
  status !== "working" && status !== "input_required"

/** Whoever is asked. Gives the answer, and what is to be done once the server said that it has it. */
export type Person = (message: string) => {
  readonly text: string
  readonly acknowledged: () => void
}

type Request<A> = Effect.Effect<A, Unreachable | Refused>

/** One way to speak of tasks. */
export interface Dialect {
  /** Calls the tool; the answer has to be a task. Gives its id. */
  readonly start: (url: string, input: Json) => Request<string>
  readonly look: (url: string, id: string) => Request<Snapshot>
  /** Stays with a task for a while, and lets the person answer what it asks. */
  readonly attend: (url: string, id: string, person: Person) => Request<void>
}

/** The tool of the server under test. */
export const tool = "work"

export const request = <A>(run: (signal: AbortSignal) => Promise<A>): Request<A> =>
  Effect.tryPromise({
    try: run,
    catch: (cause) => (cause instanceof Refused ? cause : new Unreachable({ cause }))
  })

/** A message of JSON-RPC, as far as it matters here. */
export interface Message {
  readonly id?: number | string
  readonly method?: string
  readonly params?: { readonly message: string }
  readonly result?: Json
  readonly error?: { readonly code: number; readonly message: string }
}

export interface Sent {
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly message: object
  readonly signal: AbortSignal
}

/** A server that goes down says so with 503: as good as nobody. */
export const post = async ({ headers, message, signal, url }: Sent): Promise<Response> => {
  const response = await fetch(url, {
    method: "POST",
    headers: {
      "content-type": "application/json",
      accept: "application/json, text/event-stream",
      ...headers
    },
    body: JSON.stringify({ jsonrpc: "2.0", ...message }),
    signal
  })
  if (response.status === 503) throw new Error("the server goes down")
  return response
}

/** The result that an answer brings. */
export const resultOf = (method: string, { error, result }: Message): Json => {
  if (error !== undefined) throw new Refused({ method, ...error })
  if (result === undefined) throw new Error(`no answer to ${method}`)
  return result
}
