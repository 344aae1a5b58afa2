/**
 * A request of `node:http` and its response.
 */
import { Buffer, isUtf8 } from "node:buffer"
import type { IncomingMessage, ServerResponse } from "node:http"

import type { BodyReader, Headers, HttpExchange } from "../../HttpExchange.ts"

/**
 * How long nothing of a response that is complete may be taken, in milliseconds, before its peer is cut off; node looks
 * twice before it believes it.
 */
const patience = 15_000

/** @since 0.1.0 */
export class NodeExchange implements HttpExchange {
  readonly method: string
  readonly path: string
  readonly query: string
  private readonly request: IncomingMessage
  private readonly response: ServerResponse
  private gone: (() => void) | undefined
  /** What was unsent before this turn. */
  private waiting = 0

  constructor(request: IncomingMessage, response: ServerResponse) {
    const url = withinHost(request.url ?? "/", request.headers.host)
    const end = url.indexOf("?")
    this.request = request
    this.response = response
    this.method = request.method ?? "GET"
    this.path = end < 0 ? url : url.slice(0, end)
    this.query = end < 0 ? "" : url.slice(end + 1)
  }

  /** Node joins what may come twice, and keeps the first of what may not. */
  get headers(): Headers {
    return this.request.headers as Headers
  }

  /** What was written in this very turn has had no chance to be taken yet. */
  get unsent(): number {
    const { response } = this
    return isCorked(response) ? this.waiting : response.writableLength
  }

  read(limit: number, reader: BodyReader): void {
    const { request } = this
    const length = Number(request.headers["content-length"])
    if (length > limit) return reader.noBody("TooLarge")
    if (request.readableDidRead) return reader.noBody("Consumed")
    Body.read(request, length, limit, reader)
  }

  respond(status: number, headers: { readonly [name: string]: string }, body: string): void {
    const { response } = this
    if (status === 202 || status === 204) {
      response.writeHead(status, status === 202 ? { ...headers, "content-length": "0" } : headers)
      response.end()
      return
    }
    // one string goes out in one write together with the head
    response.writeHead(status, { ...headers, "content-length": Buffer.byteLength(body) })
    response.end(body)
    this.ended()
  }

  stream(headers: { readonly [name: string]: string }): void {
    this.response.writeHead(200, headers)
    this.response.flushHeaders()
  }

  write(text: string): void {
    const { response } = this
    if (!isCorked(response)) this.waiting = response.writableLength
    response.write(text)
  }

  end(): void {
    this.response.end()
    this.ended()
  }

  cut(): void {
    this.response.destroy()
  }

  onSent(sent: () => void): void {
    if (this.response.closed) sent()
    else this.response.on("close", sent)
  }

  onGone(gone: () => void): void {
    const isFirst = this.gone === undefined
    this.gone = gone
    if (this.response.closed) this.closed()
    else if (isFirst) this.response.on("close", () => this.closed())
  }

  /** What is left is kept only as long as it is being read. */
  private ended(): void {
    if (this.response.writableLength > 0) this.response.setTimeout(patience)
  }

  private closed(): void {
    if (!this.response.writableEnded) this.gone?.()
  }
}

/** A target may be a whole URL; one that is not of the `Host` it is sent to is nothing that is served here. */
const withinHost = (target: string, host: string | undefined): string => {
  if (target.startsWith("/")) return target
  const origin = /^https?:\/\/([^/?#]*)/iu.exec(target)
  const isOfHost = origin?.[1]?.toLowerCase() === host?.toLowerCase()
  return origin === null || !isOfHost ? target : target.slice(origin[0].length) || "/"
}

/** Node gathers what is written in one turn, and sends it at its end. */
const isCorked = ({ socket }: ServerResponse): boolean => (socket?.writableCorked ?? 0) > 0

/** A body as it comes in; most are whole with their first chunk. */
class Body {
  private chunks: Array<Buffer> | undefined
  private size = 0
  private readonly request: IncomingMessage
  private readonly length: number
  private readonly limit: number
  private readonly reader: BodyReader

  private constructor(request: IncomingMessage, length: number, limit: number, reader: BodyReader) {
    this.request = request
    this.length = length
    this.limit = limit
    this.reader = reader
  }

  static read(request: IncomingMessage, length: number, limit: number, reader: BodyReader): void {
    const body = new Body(request, length, limit, reader)
    request.on("data", body.onData).once("end", body.onEnd).once("close", body.onClose)
  }

  private readonly onData = (chunk: Buffer): void => {
    this.size += chunk.length
    if (this.size > this.limit) {
      this.release()
      return this.reader.noBody("TooLarge")
    }
    if (this.size === this.length && this.chunks === undefined) return this.whole(chunk)
    ;(this.chunks ??= []).push(chunk)
    if (this.size === this.length) this.whole(Buffer.concat(this.chunks))
  }

  private readonly onEnd = (): void => this.whole(Buffer.concat(this.chunks ?? []))

  private readonly onClose = (): void => {
    this.release()
    this.reader.noBody("Gone")
  }

  private whole(bytes: Buffer): void {
    this.release()
    if (isUtf8(bytes)) this.reader.body(bytes.toString("utf8"))
    else this.reader.noBody("NotUtf8")
  }

  private release(): void {
    this.request.off("data", this.onData).off("end", this.onEnd).off("close", this.onClose)
    this.request.resume()
  }
}
