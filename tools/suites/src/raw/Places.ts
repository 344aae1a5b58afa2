/**
 * The server of tasks in each place, with a wire to it. Whoever comes is somebody whom the server knows: the one who
 * started it, or over HTTP who shows a token.
 */
import { Endpoint, type Principal } from "@effect-mcp/protocol"
import { Context, Effect, Layer, type Scope } from "effect"

import * as Door from "../Door.ts"
import * as Serving from "../Serving.ts"
import * as HttpWire from "./HttpWire.ts"
import * as MemoryWire from "./MemoryWire.ts"
import * as StdioWire from "./StdioWire.ts"
import type { Wire } from "./Wire.ts"

export interface Place {
  readonly name: string
  /** Whether there are responses with a status. */
  readonly http: boolean
  /** Whether one server is reached by all who come, or each gets its own. */
  readonly several: boolean
  /** Serves until the scope closes. */
  readonly open: Effect.Effect<Wire, never, Scope.Scope>
}

/** A wire to a server of one's own in this process. */
export const inMemory = <E, R>(
  server: Layer.Layer<Endpoint.Endpoint, E, R>,
  principal?: Principal.Identity
): Effect.Effect<Wire, E, R | Scope.Scope> =>
  Effect.map(Layer.build(server), (context) =>
    MemoryWire.make(Context.get(context, Endpoint.Endpoint), principal)
  )

export const memory: Place = {
  name: "memory",
  http: false,
  several: true,
  open: inMemory(Serving.tasks.layer)
}

export const stdio: Place = {
  name: "stdio",
  http: false,
  several: false,
  open: Effect.sync(() => StdioWire.make(Serving.program(Serving.tasks)))
}

/** What somebody shows who has this name. */
export const token = (who: "ada" | "bob") => ({ authorization: `Bearer ${who}` })

export const http: Place = {
  name: "http",
  http: true,
  several: true,
  open: Effect.map(Door.listening(Serving.tasks), (url) => HttpWire.make(url, token("ada")))
}
