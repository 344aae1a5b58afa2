/**
 * The body of a request that a router has brought here.
 */
import * as ByteSize from "effect/ByteSize"
import * as Cause from "effect/Cause"
import type * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as HttpIncomingMessage from "effect/http/HttpIncomingMessage"
import type { HttpServerError } from "effect/http/HttpServerError"
import type { HttpServerRequest } from "effect/http/HttpServerRequest"
import * as Option from "effect/Option"

import type { BodyProblem, BodyReader } from "../../HttpExchange.ts"
import { BodyText } from "../bodyText.ts"

/** What is used here of node's `IncomingMessage`, which is what its platform has as a source. */
interface Incoming {
  readonly readableDidRead: boolean
  readonly on: (event: string, listener: (piece: Uint8Array) => void) => Incoming
  readonly off: (event: string, listener: (piece: Uint8Array) => void) => Incoming
  readonly resume: () => void
}

const isIncoming = (source: object): source is Incoming => "readableDidRead" in source

/** Above this, Effect's server must see the end of a body, or it takes the rest for unread and hangs up. */
const small = 65_536

/**
 * On node straight from its source, which halves the price of a request. Where that is not possible, or a
 * middleware has read the body before, as any route would. The return value gives it up.
 */
export const read = (
  request: HttpServerRequest,
  context: Context.Context<never>,
  limit: number,
  reader: BodyReader
): (() => void) => {
  const { headers, source } = request
  const length = Number(headers["content-length"])
  if (length > limit) {
    reader.noBody("TooLarge")
    return nothing
  }
  // whoever waits for `100 Continue` is only told by the request itself
  const isPlain = headers["expect"] === undefined
  return isPlain && isIncoming(source) && !source.readableDidRead
    ? new Pieces(source, length, new BodyText(limit, reader), reader).giveUp
    : whole(request, context, limit, reader)
}

const nothing = (): void => undefined

class Pieces {
  private readonly source: Incoming
  private readonly length: number
  private readonly body: BodyText
  private readonly reader: BodyReader
  private done = false

  constructor(source: Incoming, length: number, body: BodyText, reader: BodyReader) {
    this.source = source
    this.length = length <= small ? length : Infinity
    this.body = body
    this.reader = reader
    source.on("data", this.onData).on("end", this.onEnd).on("close", this.giveUp)
  }

  readonly giveUp = (): void => {
    if (this.done) return
    this.release()
    this.reader.noBody("Gone")
  }

  private readonly onData = (piece: Uint8Array): void => {
    if (!this.body.add(piece)) return this.release()
    if (this.body.length === this.length) this.onEnd()
  }

  private readonly onEnd = (): void => {
    this.release()
    this.body.end()
  }

  private release(): void {
    this.done = true
    this.source.off("data", this.onData).off("end", this.onEnd).off("close", this.giveUp)
    this.source.resume()
  }
}

const whole = (
  request: HttpServerRequest,
  context: Context.Context<never>,
  limit: number,
  reader: BodyReader
): (() => void) => {
  const bytes = request.arrayBuffer.pipe(
    Effect.provideService(HttpIncomingMessage.MaxBodySize, ByteSize.bytes(limit))
  )
  const fiber = Effect.runForkWith(context)(bytes)
  fiber.addObserver((exit) => {
    if (Exit.isFailure(exit)) return reader.noBody(problemOf(exit.cause))
    const body = new BodyText(limit, reader)
    if (body.add(new Uint8Array(exit.value))) body.end()
  })
  return () => fiber.interruptUnsafe()
}

const problemOf = (cause: Cause.Cause<HttpServerError>): BodyProblem => {
  const { reason } = Option.getOrElse(Cause.findErrorOption(cause), () => ({ reason: undefined }))
  return reason?._tag === "RequestParseError" && reason.reason === "BodyTooLarge"
    ? "TooLarge"
    : "Gone"
}
