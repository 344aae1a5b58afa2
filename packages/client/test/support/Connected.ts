/** A client that has come as far as calling: what every suite begins with. */
import type { Revision } from "@effect-mcp/schema"
import { Effect, Fiber, Layer } from "effect"

import { McpClient, type Settings } from "../../src/index.ts"
import type { Frame, Line } from "./Peer.ts"
import * as Peer from "./Peer.ts"

export const info = { name: "host", version: "1.0.0" }

export const serverInfo = { name: "written", version: "0.0.1" }

/** Everything a server can have. */
export const everything = {
  tools: { listChanged: true },
  prompts: { listChanged: true },
  resources: { subscribe: true, listChanged: true },
  logging: {},
  completions: {}
}

/** Answers the first messages of a client in this revision. Gives what the client said about itself. */
export const greet = Effect.fnUntraced(function* (
  line: Line,
  revision: Revision.Revision,
  capabilities: Frame = everything
) {
  const first = yield* line.next
  if (revision.lifecycle === "PerRequest") {
    line.answer(first["id"], {
      resultType: "complete",
      supportedVersions: [revision.version],
      capabilities,
      ttlMs: 0,
      cacheScope: "private",
      _meta: { "io.modelcontextprotocol/serverInfo": serverInfo }
    })
    return first
  }
  line.answer(first["id"], { protocolVersion: revision.version, capabilities, serverInfo })
  yield* line.next
  return first
})

export interface Options {
  readonly settings?: Partial<Settings.Settings>
  readonly capabilities?: Frame
  readonly peer?: Peer.PeerOptions
  /** Handlers, caches, extensions. */
  readonly layer?: Layer.Layer<never>
}

/** A client and its server, past the greeting. */
export const connected = Effect.fnUntraced(function* (
  revision: Revision.Revision,
  options: Options = {}
) {
  const peer = yield* Peer.make(options.peer)
  const settings = { ...info, pin: revision, ...options.settings }
  const connecting = yield* Effect.forkScoped(
    McpClient.connect(settings).pipe(
      Effect.provide(Layer.merge(peer.layer, options.layer ?? Layer.empty))
    )
  )
  const line = yield* peer.line
  const hello = yield* greet(line, revision, options.capabilities)
  const client = yield* Fiber.join(connecting)
  return { client, line, peer, hello }
})

/** What a result of this revision says besides what it is about. */
export const envelope = (revision: Revision.Revision): Frame =>
  revision.resultEnvelope ? { resultType: "complete" } : {}

/** As `envelope`, for a result that may be kept. */
export const page = (revision: Revision.Revision): Frame =>
  revision.caching ? { resultType: "complete", ttlMs: 0, cacheScope: "private" } : {}
