/**
 * What all requests of one endpoint share.
 */
import type { Deadlines, Endpoint } from "@effect-mcp/protocol"
import type { JsonRpc, Revision } from "@effect-mcp/schema"

import type { HttpExchange } from "../../HttpExchange.ts"
import type { Carriers } from "./eventStream.ts"
import type { Load } from "./load.ts"
import type { make } from "./place.ts"
import type { Refusal } from "./refusal.ts"
import type { Shared } from "./session.ts"
import type { Sessions } from "./sessions.ts"
import type { Settings } from "./settings.ts"

/** @since 0.1.0 */
export interface Pending {
  readonly stop: () => void
}

/** @since 0.1.0 */
export interface Core {
  readonly endpoint: Endpoint.Endpoint["Service"]
  readonly settings: Settings
  readonly deadlines: Deadlines.Deadlines
  readonly sessions: Sessions
  readonly shared: Shared
  readonly carriers: Carriers
  /** Worked on now, by principal. */
  readonly requests: Load
  /** Open to stay, by principal. */
  readonly streams: Load
  /** Whatever takes time, to be stopped with the server. */
  readonly pending: Set<Pending>
  readonly place: ReturnType<typeof make>
  /** What a client speaks that says nothing, where there are no sessions. */
  readonly assumed: Revision.Revision | undefined
  /** Our own mistakes. */
  readonly log: (what: string, cause: unknown) => void
  readonly respond: (
    http: HttpExchange,
    status: number,
    body: string,
    headers?: { readonly [name: string]: string }
  ) => void
  readonly refuse: (http: HttpExchange, refusal: Refusal, id?: JsonRpc.RequestId) => void
}
