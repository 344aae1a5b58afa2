/**
 * What is said once for a session: which resources it watches, which log messages it wants. And what a
 * session is told without asking: that a list has changed.
 */
import {
  type Connection,
  type Exchange,
  Handler,
  type JsonObject,
  RpcError
} from "@effect-mcp/protocol"
import { JsonRpc, Logging } from "@effect-mcp/schema"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"

import { isAbsolute } from "./absoluteUri.ts"
import type { Change, Changes, Listener } from "./changes.ts"
import type { Core } from "./core.ts"
import type { Sees } from "./guards.ts"
import { toRpc } from "./notFound.ts"
import { isThere, maxWatched, notificationOf, tooMany, withSight } from "./watching.ts"

/** Sessions, and the resources each of them watches. One listener for all: most of them do nothing, most of the time. */
export class Sessions implements Listener {
  private readonly connections = new Set<Connection.Connection>()
  private readonly watched = new WeakMap<Connection.Connection, Set<string>>()

  constructor(changes: Changes) {
    changes.listen(this)
  }

  /** To be called with each connection; whether it becomes a session shows later. */
  readonly opened = (connection: Connection.Connection): void => {
    this.connections.add(connection)
  }

  readonly closed = (connection: Connection.Connection): void => {
    this.connections.delete(connection)
  }

  wants(change: Change): boolean {
    for (const connection of this.connections) if (this.isTold(connection, change)) return true
    return false
  }

  tell(change: Change): void {
    const frame = JsonRpc.encodeNotification(...notificationOf(change))
    for (const connection of this.connections) {
      if (this.isTold(connection, change)) connection.send(frame)
    }
  }

  watch(connection: Connection.Connection, uri: string): boolean {
    let uris = this.watched.get(connection)
    if (uris === undefined) this.watched.set(connection, (uris = new Set()))
    if (uris.size >= maxWatched && !uris.has(uri)) return false
    uris.add(uri)
    return true
  }

  unwatch(connection: Connection.Connection, uri: string): void {
    this.watched.get(connection)?.delete(uri)
  }

  private isTold(connection: Connection.Connection, change: Change): boolean {
    const { handshake } = connection
    if (handshake?.initialized !== true || handshake.revision.changes !== "Connection") return false
    return change._tag === "List" || this.watched.get(connection)?.has(change.uri) === true
  }
}

const sessionOf = (exchange: Exchange.Exchange) =>
  exchange.connection === undefined
    ? Exit.fail(RpcError.invalidRequest("There is no session to send notifications to"))
    : Exit.succeed(exchange.connection)

export const subscribeMethods = (core: Core, sessions: Sessions): Handler.Handlers<never> => {
  const watching = (
    act: (
      connection: Connection.Connection,
      uri: string
    ) => Exit.Exit<JsonObject.JsonObject, RpcError.RpcError>,
    mustExist: boolean
  ): Handler.Handler<never> => ({
    run: (request) => {
      const uri = request.params?.["uri"]
      if (core.capabilities(request.revision).resources === undefined) {
        return Exit.fail(RpcError.methodNotFound(request.method))
      }
      if (typeof uri !== "string" || !isAbsolute(uri)) {
        return Exit.fail(RpcError.invalidParams("uri must be an absolute URI"))
      }
      const go = (sees: Sees | undefined) =>
        mustExist && !isThere(core, uri, sees)
          ? Exit.fail(toRpc(request.revision, uri))
          : Effect.flatMap(sessionOf(request.exchange), (connection) => act(connection, uri))
      return withSight(core, request, go)
    }
  })
  return {
    "resources/subscribe": watching(
      (connection, uri) =>
        sessions.watch(connection, uri) ? Exit.succeed({}) : Exit.fail(tooMany),
      true
    ),
    "resources/unsubscribe": watching((connection, uri) => {
      sessions.unwatch(connection, uri)
      return Exit.succeed({})
    }, false)
  }
}

/** Which log messages a session wants. */
export const setLevel: Handler.Handler<never> = Handler.decoded(
  Logging.SetLevelRequestParams,
  ({ level }, { exchange }) =>
    Exit.map(sessionOf(exchange), (connection) => {
      connection.logLevel = level
      return {}
    })
)
