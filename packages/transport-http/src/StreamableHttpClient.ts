/**
 * Reaches a server over Streamable HTTP, and one of the first revision over HTTP with SSE if that turns out to be what
 * it speaks.
 *
 * ```ts
 * McpClient.connect({ name: "host", version: "1.0.0" }).pipe(
 *   Effect.provide(StreamableHttpClient.layer({ url: "https://example.com/mcp" }))
 * )
 * ```
 *
 * What a server sends is bounded in size, a stream that breaks off is read on where the revision allows it, and a
 * redirect never leads to another origin.
 *
 * @spec 2025-11-25/basic/transports#streamable-http
 * @spec 2026-07-28/basic/transports/streamable-http#sending-messages
 * @since 0.1.0
 */
import { ClientTransport, TransportError } from "@effect-mcp/protocol"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import type * as Redacted from "effect/Redacted"

import * as DefaultConnector from "#connector"

import type * as HttpConnector from "./HttpConnector.ts"
import * as Address from "./internal/client/address.ts"
import { HttpChannel } from "./internal/client/channel.ts"
import { failure, name } from "./internal/client/failure.ts"
import { Wire } from "./internal/client/wire.ts"

/**
 * Where the server is, and how it is talked to.
 *
 * @since 0.1.0
 */
export interface Options extends HttpConnector.Settings {
  /** Of the MCP endpoint, without name and password. */
  readonly url: string | URL
  /**
   * Sent with every request. Those the transport sends itself are left out.
   *
   * @default none
   */
  readonly headers?: { readonly [name: string]: string } | undefined
  /**
   * The token of `Authorization: Bearer`; an effect is run for each request, and if it fails nothing is sent.
   *
   * @default none
   */
  readonly bearer?: Redacted.Redacted | Effect.Effect<Redacted.Redacted, unknown> | undefined
  /**
   * What requests go through. It then has `ca`, `proxy` and `connectTimeout` of its own.
   *
   * @default undici on Node, `fetch` elsewhere
   */
  readonly connector?: HttpConnector.HttpConnector | undefined
  /**
   * The longest answer, or event of a stream, that is read, in bytes after decompression. A longer one fails the
   * request with `FrameTooLarge`.
   *
   * @default 16777216
   */
  readonly maxBytes?: number | undefined
  /**
   * How long the server may take to accept a notification, or our answer to a request of its own; a bare number is
   * milliseconds. Fails with `ConnectionLost`.
   *
   * @default "30 seconds"
   */
  readonly acknowledgeTimeout?: Duration.Input | undefined
  /** When a stream that broke off is gone back to. */
  readonly resume?: Resume | undefined
}

/**
 * How patient a client is with streams. A server that says itself when to come back is taken at its word.
 *
 * @spec 2025-11-25/basic/transports#resumability-and-redelivery
 * @since 0.1.0
 */
export interface Resume {
  /**
   * The first wait, where the server does not say; a bare number is milliseconds.
   *
   * @default "1 second"
   */
  readonly delay?: Duration.Input | undefined
  /**
   * How many connections in a row may bring nothing new; 0 never resumes.
   *
   * @default 10
   */
  readonly attempts?: number | undefined
}

/**
 * A transport. Each `open` has connections of its own, for as long as its scope. A URL that is none fails each `open`
 * with `ConnectFailed`.
 *
 * @since 0.1.0
 */
export const make = (options: Options): ClientTransport.ClientTransport["Service"] => {
  const address = addressOf(options)
  if (address instanceof TransportError.TransportError) {
    return { name, mirrors: true, open: () => Effect.fail(address) }
  }
  const { acknowledgeTimeout = "30 seconds", maxBytes = 16 * 1024 * 1024, resume = {} } = options
  const patience = {
    delay: Duration.toMillis(resume.delay ?? "1 second"),
    attempts: resume.attempts ?? 10
  }
  return {
    name,
    mirrors: true,
    origin: address.origin + address.path,
    open: Effect.fnUntraced(function* (sink) {
      const context = yield* Effect.context()
      const connector = options.connector ?? (yield* DefaultConnector.make(options))
      const wire = new Wire({ connector, address, maxBytes })
      const run = Effect.runForkWith(context)
      const channel = { wire, sink, patience, acknowledgeTimeout, run }
      return yield* Effect.acquireRelease(
        Effect.sync(() => new HttpChannel(channel)),
        (channel) => channel.close()
      )
    })
  }
}

/**
 * `make`, as the transport of a client.
 *
 * @since 0.1.0
 */
export const layer = (options: Options): Layer.Layer<ClientTransport.ClientTransport> =>
  Layer.sync(ClientTransport.ClientTransport, () => make(options))

const addressOf = (options: Options): Address.Address | TransportError.TransportError => {
  try {
    return Address.make(options)
  } catch (cause) {
    const detail = cause instanceof TypeError ? cause.message : "no URL"
    return failure(new TransportError.ConnectFailed({ cause, detail }))
  }
}
