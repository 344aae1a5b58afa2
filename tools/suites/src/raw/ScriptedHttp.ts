/**
 * A server over Streamable HTTP that is written down: bodies by a table of the test's own, a stream that is nobody's, and
 * the headers of all that came.
 */
import { createServer, type IncomingHttpHeaders, type ServerResponse } from "node:http"
import type { AddressInfo } from "node:net"

import { Deferred, Effect, type Scope } from "effect"

import type { Json } from "./Wire.ts"

export interface Posted {
  readonly message: Json
  readonly headers: IncomingHttpHeaders
}

/** No answer is one that is given later, by hand. */
export type Script = { readonly [method: string]: (params: Json, turn: number) => Json | undefined }

export class ScriptedHttp {
  readonly posted: Array<Posted> = []
  /** Of what is posted, where a handshake is spoken. */
  readonly session: string | undefined
  private readonly script: Script
  private readonly waiting = new Set<() => void>()
  private readonly open = new Map<unknown, ServerResponse>()
  private standing: ServerResponse | undefined
  readonly stood = Deferred.makeUnsafe<void>()

  constructor(script: Script, session: string | undefined) {
    this.script = script
    this.session = session
  }

  all(method: string): ReadonlyArray<Posted> {
    return this.posted.filter(({ message }) => message["method"] === method)
  }

  hears(match: (message: Json) => boolean): Effect.Effect<Json> {
    return Effect.callback((resume) => {
      const check = (): void => {
        const found = this.posted.find(({ message }) => match(message))
        if (found === undefined) return
        this.waiting.delete(check)
        resume(Effect.succeed(found.message))
      }
      this.waiting.add(check)
      check()
    })
  }

  /** Says something on the stream that is nobody's. */
  push(message: Json): void {
    this.standing?.write(`data: ${JSON.stringify({ jsonrpc: "2.0", ...message })}\n\n`)
  }

  /** Opens that stream. */
  stand(response: ServerResponse): void {
    response.writeHead(200, { "content-type": "text/event-stream" })
    response.flushHeaders()
    this.standing = response
    Deferred.doneUnsafe(this.stood, Effect.void)
  }

  post(posted: Posted, response: ServerResponse): void {
    this.posted.push(posted)
    const { id, method } = posted.message
    if (id === undefined || method === undefined) {
      response.writeHead(202).end()
    } else {
      this.open.set(id, response)
      const written = this.written(posted.message)
      if (written !== undefined) this.answer(posted.message, written)
    }
    for (const check of this.waiting) check()
  }

  /** Answers a request that the script left open. */
  answer({ id }: Json, answer: Json): void {
    const session = this.session === undefined ? {} : { "mcp-session-id": this.session }
    const response = this.open.get(id)
    this.open.delete(id)
    response?.writeHead(200, { "content-type": "application/json", ...session })
    response?.end(JSON.stringify({ jsonrpc: "2.0", id, ...answer }))
  }

  private written({ method, params }: Json): Json | undefined {
    const turn = this.all(String(method)).length - 1
    const written = this.script[String(method)]
    if (written === undefined) return { error: { code: -32601, message: "Method not found" } }
    const result = written((params ?? {}) as Json, turn)
    return result === undefined ? undefined : { result: { resultType: "complete", ...result } }
  }
}

export interface Listening {
  readonly url: string
  readonly server: ScriptedHttp
}

/** Listens until the scope closes. */
export const listening = (
  script: Script,
  session?: string
): Effect.Effect<Listening, never, Scope.Scope> =>
  Effect.acquireRelease(
    Effect.callback<Listening & { readonly close: () => void }>((resume) => {
      const server = new ScriptedHttp(script, session)
      const http = createServer((request, response) => {
        if (request.method === "GET") return server.stand(response)
        void request.toArray().then((chunks) => {
          const body = chunks.join("")
          if (body === "") return void response.writeHead(200).end()
          const message = JSON.parse(body) as Json
          return server.post({ message, headers: request.headers }, response)
        })
      })
      const close = (): void => {
        http.close()
        http.closeAllConnections()
      }
      http.listen(0, "127.0.0.1", () => {
        const { port } = http.address() as AddressInfo
        resume(Effect.succeed({ url: `http://127.0.0.1:${port}/mcp`, server, close }))
      })
    }),
    ({ close }) => Effect.sync(close)
  )
