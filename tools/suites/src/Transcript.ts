/**
 * What two sides said to each other, message by message, and in which revision.
 */
import { JsonRpc, Meta } from "@effect-mcp/schema"

export type Side = "client" | "server"

export interface Said {
  readonly from: Side
  readonly message: unknown
  /** What was repeated of it outside. */
  readonly headers?: { readonly [name: string]: string }
}

export interface Line extends Said {
  /** What the message has to be read by. */
  readonly revision: string
}

/** A line with what it is: answers know what they answer. */
export interface Read {
  readonly line: Line
  readonly envelope: JsonRpc.Envelope
  /** The method of this request or notification, or of the request that this answers. */
  readonly method: string | undefined
}

const other = (side: Side): Side => (side === "client" ? "server" : "client")

const envelopeOf = (message: unknown): JsonRpc.Envelope => {
  const parsed = JsonRpc.parse(JSON.stringify(message))
  if (parsed._tag === "Malformed" || parsed._tag === "Batch") {
    throw new Error(`No single message: ${JSON.stringify(message)}`)
  }
  return parsed
}

/** Requests by the side that sent them and their id. An id may be used again once it was answered. */
class Asked<A> {
  private readonly asked = new Map<string, A>()

  ask(side: Side, id: JsonRpc.RequestId, value: A): void {
    this.asked.set(`${side} ${JSON.stringify(id)}`, value)
  }

  answer(side: Side, id: JsonRpc.RequestId | undefined): A | undefined {
    return this.asked.get(`${other(side)} ${JSON.stringify(id)}`)
  }
}

/** The version that a request says of itself. */
const declared = (envelope: JsonRpc.Envelope): string | undefined => {
  if (envelope._tag !== "Request" && envelope._tag !== "Notification") return undefined
  const meta: unknown = envelope.params?.["_meta"]
  const version: unknown =
    typeof meta === "object" && meta !== null ? Reflect.get(meta, Meta.protocolVersion) : undefined
  return typeof version === "string" ? version : undefined
}

/** The version that a server agrees to when it is initialized. */
const agreed = (said: ReadonlyArray<Said>): string | undefined => {
  for (const { message } of said) {
    const envelope = envelopeOf(message)
    const version = envelope._tag === "Result" ? envelope.result["protocolVersion"] : undefined
    if (typeof version === "string") return version
  }
  return undefined
}

/**
 * Says of each line what it is to be read by: what a request says of itself, for an answer that of its request, and
 * for everything else what was agreed on, or what was said before.
 */
export const withRevisions = (said: ReadonlyArray<Said>): ReadonlyArray<Line> => {
  const asked = new Asked<string>()
  const session = agreed(said)
  let last = session
  return said.map(({ from, message, ...rest }) => {
    const envelope = envelopeOf(message)
    const answered =
      envelope._tag === "Result" || envelope._tag === "Error"
        ? asked.answer(from, envelope.id)
        : undefined
    const revision = declared(envelope) ?? answered ?? session ?? last
    if (revision === undefined) throw new Error(`In no revision: ${JSON.stringify(message)}`)
    if (envelope._tag === "Request") asked.ask(from, envelope.id, revision)
    last = revision
    return { from, revision, message, ...rest }
  })
}

/** Reads a transcript again. */
export const read = (lines: ReadonlyArray<Line>): ReadonlyArray<Read> => {
  const asked = new Asked<string>()
  return lines.map((line) => {
    const envelope = envelopeOf(line.message)
    if (envelope._tag === "Request") asked.ask(line.from, envelope.id, envelope.method)
    const method =
      envelope._tag === "Request" || envelope._tag === "Notification"
        ? envelope.method
        : asked.answer(line.from, envelope.id)
    return { line, envelope, method }
  })
}
