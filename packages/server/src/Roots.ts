/**
 * The folders a client lets a server work in.
 *
 * They are asked for anew each time, so a list that has changed is never out of date.
 *
 * @spec 2026-07-28/client/roots#listing-roots
 * @since 0.1.0
 */
import {
  type Connection,
  type Interaction,
  type McpRequest,
  type Principal,
  RequestError
} from "@effect-mcp/protocol"
import { Roots as Wire } from "@effect-mcp/schema"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Schema from "effect/Schema"

import { ask } from "./internal/question.ts"
import { Turns } from "./internal/rootsChanges.ts"
import { McpServer } from "./McpServer.ts"

const decode = Schema.decodeUnknownEffect(Wire.ListRootsResult)

/**
 * The client's roots. A root that is no `file://` URI makes the answer invalid.
 *
 * @spec 2026-07-28/client/roots#root
 * @since 0.1.0
 */
export const list: Effect.Effect<
  ReadonlyArray<Wire.Root>,
  Interaction.AskError,
  Interaction.Interaction | McpRequest.McpRequest
> = Effect.map(
  Effect.suspend(() =>
    ask({
      method: "roots/list",
      requires: ["roots"],
      params: {},
      inWordsOf: (_revision, params) => params,
      decode
    })
  ),
  ({ roots }) => roots
)

/**
 * Whose roots have changed.
 *
 * @since 0.1.0
 */
export interface Changed {
  readonly principal: Principal.Identity
  /** What they are now. */
  readonly list: Effect.Effect<ReadonlyArray<Wire.Root>, RequestError.RequestError>
}

/**
 * Does something whenever a client says that its roots have changed: for servers that work in them between calls.
 * Only clients of revisions with a handshake say so.
 *
 * One run for each client at a time; changes that come meanwhile make one more. What it dies of is logged.
 *
 * @spec 2025-11-25/client/roots#root-list-changes
 * @since 0.1.0
 */
export const onChanged = <R = never>(
  react: (changed: Changed) => Effect.Effect<unknown, never, R>
): Layer.Layer<never, never, McpServer | R> =>
  Layer.effectDiscard(
    Effect.gen(function* () {
      const server = yield* McpServer
      const scope = yield* Effect.scope
      const run = Effect.runForkWith(yield* Effect.context<R>())
      const turns = new Turns<Connection.Connection>()
      yield* server.rootsChanges.listen((connection) => {
        const work = Effect.suspend(() => react(changedAt(connection))).pipe(
          Effect.catchDefect((defect) => Effect.logError("Roots.onChanged died", defect))
        )
        run(Effect.forkIn(turns.take(connection, work), scope))
      })
    })
  )

const changedAt = (connection: Connection.Connection): Changed => ({
  principal: connection.principal,
  list: Effect.suspend(() =>
    connection.outgoing.request("roots/list", undefined, connection.handshake?.revision)
  ).pipe(
    Effect.flatMap((raw) =>
      Effect.mapError(
        decode(raw),
        ({ message }) => new RequestError.InvalidResult({ issue: message.slice(0, 1000) })
      )
    ),
    Effect.map(({ roots }) => roots)
  )
})

/** The segments of a `file://` URI's path, or `undefined` if it is none or climbs. */
const segments = (uri: string): ReadonlyArray<string> | undefined => {
  if (!URL.canParse(uri)) return undefined
  const url = new URL(uri)
  if (url.protocol !== "file:") return undefined
  try {
    const path = decodeURIComponent(url.pathname)
    const parts = path.split("/").filter((part) => part !== "" && part !== ".")
    return parts.includes("..") || path.includes("\0") || path.includes("\\")
      ? undefined
      : [url.host, ...parts]
  } catch {
    return undefined
  }
}

/**
 * Whether a `file://` URI is one of the roots or lies under one. Escapes are decoded before it is looked
 * at, and a path that climbs is in no root. Symbolic links are the file system's to resolve first.
 *
 * @spec 2026-07-28/client/roots#security-considerations
 * @since 0.1.0
 */
export const contain = (roots: ReadonlyArray<Wire.Root>, uri: string): boolean => {
  const path = segments(uri)
  if (path === undefined) return false
  return roots.some((root) => {
    const base = segments(root.uri)
    return base !== undefined && base.every((part, at) => path[at] === part)
  })
}
