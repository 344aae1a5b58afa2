/**
 * The connector that runs wherever there is a `fetch`. It costs several times as much as the one for Node.
 *
 * A browser hides where a redirect leads, so there none is followed.
 *
 * @since 0.1.0
 */
import * as Effect from "effect/Effect"

import type { Exchange, Handler, HttpConnector, Request, Settings } from "./HttpConnector.ts"

/**
 * What is needed of a `fetch`.
 *
 * @since 0.1.0
 */
export type Fetch = (url: string, init: RequestInit) => Promise<Response>

/**
 * The platform's `fetch`, or one that is like it.
 *
 * @since 0.1.0
 */
export const fromFetch = (fetch: Fetch = globalThis.fetch): HttpConnector => ({
  request: (request, handler) => new FetchExchange(fetch, request, handler)
})

/**
 * The default where there is no other: a setting that `fetch` has no way to keep is refused by a defect, since a
 * proxy or an authority that is left out in silence is a hole.
 *
 * @since 0.1.0
 */
export const make = ({ ca, proxy }: Settings): Effect.Effect<HttpConnector> =>
  ca === undefined && proxy === undefined
    ? Effect.sync(() => fromFetch())
    : Effect.die(
        new Error("`ca` and `proxy` need the connector for Node: fetch has no such settings")
      )

class FetchExchange implements Exchange {
  readonly #controller = new AbortController()
  readonly #handler: Handler
  #over = false
  #resumed: (() => void) | undefined
  #paused: Promise<void> | undefined

  constructor(fetch: Fetch, request: Request, handler: Handler) {
    this.#handler = handler
    void this.#run(fetch, request)
  }

  abort(): void {
    if (this.#over) return
    this.#over = true
    this.#controller.abort()
    this.#resumed?.()
  }

  pause(): void {
    this.#paused ??= new Promise((resolve) => {
      this.#resumed = resolve
    })
  }

  resume(): void {
    this.#paused = undefined
    this.#resumed?.()
  }

  async #run(fetch: Fetch, { body, headers, method, origin, path }: Request): Promise<void> {
    let reached = false
    try {
      const response = await fetch(origin + path, {
        method,
        headers: pairs(headers),
        redirect: "manual",
        signal: this.#controller.signal,
        ...(body !== undefined && { body })
      })
      reached = true
      if (this.#over) return
      this.#handler.head(response.status, Object.fromEntries(response.headers))
      if (response.body !== null) await this.#read(response.body)
      this.#finish(() => this.#handler.end())
    } catch (cause) {
      this.#finish(() => this.#handler.error(cause, reached))
    }
  }

  async #read(body: ReadableStream<Uint8Array>): Promise<void> {
    const reader = body.getReader()
    while (!this.#over) {
      await this.#paused
      const { done, value } = await reader.read()
      if (done) return
      if (!this.#over) this.#handler.chunk(value)
    }
  }

  #finish(tell: () => void): void {
    if (this.#over) return
    this.#over = true
    tell()
  }
}

const pairs = (headers: ReadonlyArray<string>): Array<[string, string]> => {
  const made: Array<[string, string]> = []
  for (let index = 0; index + 1 < headers.length; index += 2) {
    made.push([headers[index] ?? "", headers[index + 1] ?? ""])
  }
  return made
}
