/**
 * Servers that would not tell of tasks: each task that waits need not find that out anew. For a while only, as there
 * may be another server at the same place by then, without a connection that would say so.
 */
import type { Caller } from "@effect-mcp/protocol"
import type { Revision } from "@effect-mcp/schema"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"

interface Kept {
  /** Another one spoken is another server, or a new one. */
  readonly revision: Revision.Revision
  readonly until: number
}

/** In milliseconds. */
const span = 600_000

type Client = Pick<Caller.Caller<Caller.Failure>, "revision">

const silences = new WeakMap<Client, Kept>()

/** The server of this client would not tell. */
export const keep = (client: Client): Effect.Effect<void> =>
  Effect.map(Clock.currentTimeMillis, (now) => {
    silences.set(client, { revision: client.revision, until: now + span })
  })

export const isKept = (client: Client): Effect.Effect<boolean> =>
  Effect.map(Clock.currentTimeMillis, (now) => {
    const kept = silences.get(client)
    return kept !== undefined && kept.revision === client.revision && now < kept.until
  })
