/**
 * The connector for Node. undici is loaded with the first request, since it is more than a hundred files.
 *
 * Connections are HTTP/1.1: a stream that is open holds a connection of its own, and one that breaks takes nothing
 * with it.
 *
 * @since 0.1.0
 */
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import type * as Scope from "effect/Scope"
import type { Dispatcher } from "undici"

import type { Exchange, Handler, HttpConnector, Request, Settings } from "../HttpConnector.ts"
import { Inflation, type Zlib } from "../internal/client/inflation.ts"

/**
 * Its connections are closed with the scope.
 *
 * @since 0.1.0
 */
export const make = (settings: Settings = {}): Effect.Effect<HttpConnector, never, Scope.Scope> =>
  Effect.acquireRelease(
    Effect.sync(() => new UndiciConnector(settings)),
    (connector) => Effect.promise(() => connector.close())
  )

/** What is loaded late. */
interface Loaded {
  readonly dispatcher: Dispatcher
  readonly zlib: Zlib
}

class UndiciConnector implements HttpConnector {
  readonly #settings: Settings
  #loading: Promise<Loaded> | undefined
  #loaded: Loaded | undefined

  constructor(settings: Settings) {
    this.#settings = settings
  }

  request(request: Request, handler: Handler): Exchange {
    const exchange = new UndiciExchange(handler)
    if (this.#loaded !== undefined) this.#dispatch(this.#loaded, request, exchange)
    else void this.#later(request, exchange)
    return exchange
  }

  async close(): Promise<void> {
    const loaded = await this.#loading?.catch(() => undefined)
    await loaded?.dispatcher.destroy()
  }

  async #later(request: Request, exchange: UndiciExchange): Promise<void> {
    try {
      this.#loading ??= load(this.#settings)
      this.#loaded = await this.#loading
    } catch (cause) {
      return exchange.onResponseError(undefined, cause)
    }
    this.#dispatch(this.#loaded, request, exchange)
  }

  #dispatch({ dispatcher, zlib }: Loaded, request: Request, exchange: UndiciExchange): void {
    exchange.zlib = zlib
    const { body = null, method, origin, path } = request
    const headers = request.headers as Array<string>
    try {
      dispatcher.dispatch({ origin, path, method, headers, body }, exchange)
    } catch (cause) {
      exchange.onResponseError(undefined, cause)
    }
  }
}

const load = async ({ ca, connectTimeout, proxy }: Settings): Promise<Loaded> => {
  const [undici, zlib] = await Promise.all([import("undici"), import("node:zlib")])
  const authorities = ca === undefined ? {} : { ca: typeof ca === "string" ? ca : [...ca] }
  const timeout = Duration.toMillis(connectTimeout ?? "10 seconds")
  // How long an answer may take is for the caller to say, and a stream may be silent for as long as it likes.
  const patient = { allowH2: false, bodyTimeout: 0, connectTimeout: timeout, headersTimeout: 0 }
  const dispatcher =
    proxy === undefined
      ? new undici.Agent({ ...patient, connect: { ...authorities, timeout } })
      : new undici.ProxyAgent({
          ...patient,
          uri: typeof proxy === "string" ? proxy : Redacted.value(proxy),
          proxyTls: { ...authorities, timeout },
          requestTls: { ...authorities, timeout }
        })
  return { dispatcher, zlib }
}

type Controller = Dispatcher.DispatchController

class UndiciExchange implements Exchange, Dispatcher.DispatchHandler {
  over = false
  zlib: Zlib | undefined
  readonly #handler: Handler
  #controller: Controller | undefined
  #inflation: Inflation | undefined
  #halted = false

  constructor(handler: Handler) {
    this.#handler = handler
  }

  abort(): void {
    if (this.over) return
    this.over = true
    this.#inflation?.abort()
    this.#controller?.abort(aborted)
  }

  pause(): void {
    if (this.#inflation === undefined) this.#source.pause()
    else this.#inflation.pause()
  }

  resume(): void {
    if (this.#inflation === undefined) this.#source.resume()
    else this.#inflation.resume()
  }

  onRequestStart(controller: Controller): void {
    this.#controller = controller
    if (this.over) controller.abort(aborted)
  }

  onResponseStart(
    _controller: Controller,
    status: number,
    headers: Record<string, string | Array<string> | undefined>
  ): void {
    // Interim answers (103 Early Hints) say nothing yet.
    if (this.over || status < 200) return
    const encoding = headers["content-encoding"]
    if (encoding !== undefined && encoding !== "identity" && this.zlib !== undefined) {
      this.#inflation = Inflation.make(this.zlib, String(encoding), this.#inflated, this.#source)
      if (this.#inflation === undefined) {
        this.abort()
        return this.#handler.error(new Error("The answer has an unknown content-encoding"), true)
      }
    }
    this.#handler.head(status, headers)
  }

  onResponseData(_controller: Controller, chunk: Uint8Array): void {
    if (this.over) return
    if (this.#inflation === undefined) this.#handler.chunk(chunk)
    else this.#inflation.push(chunk)
  }

  onResponseEnd(): void {
    if (this.over) return
    if (this.#inflation !== undefined) return this.#inflation.end()
    this.over = true
    this.#handler.end()
  }

  onResponseError(_controller: Controller | undefined, cause: unknown): void {
    if (this.over) return
    this.over = true
    this.#inflation?.abort()
    this.#handler.error(cause, this.#controller !== undefined)
  }

  /** The connection. It cannot be read on from within a callback, since there is one parser for all connections. */
  readonly #source = {
    pause: (): void => {
      this.#halted = true
      this.#controller?.pause()
    },
    resume: (): void => {
      this.#halted = false
      queueMicrotask(() => {
        if (!this.#halted && !this.over) this.#controller?.resume()
      })
    }
  }

  /** What comes out of the inflation: it ends after the connection's part is over. */
  readonly #inflated = {
    chunk: (bytes: Uint8Array): void => {
      if (!this.over) this.#handler.chunk(bytes)
    },
    end: (): void => {
      if (this.over) return
      this.over = true
      this.#handler.end()
    },
    error: (cause: unknown): void => {
      if (this.over) return
      this.abort()
      this.#handler.error(cause, true)
    }
  }
}

const aborted = new Error("The exchange was given up")
