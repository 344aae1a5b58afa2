/** To a server in this process; frames are text, parsed when they arrive. */
import { type Endpoint, InMemory, type Principal } from "@effect-mcp/protocol"
import { Effect } from "effect"

import { cancelled, type Json, type Wire } from "./Wire.ts"

const envelope = { message: { kind: "notification" }, revision: undefined } as const

export const make = (
  endpoint: Endpoint.Endpoint["Service"],
  principal?: Principal.Identity
): Wire => ({
  name: "memory",
  open: (hear) =>
    Effect.map(
      InMemory.make(endpoint, {
        principal,
        wire: ({ deliver, frame, to }) => {
          if (to === "client") hear({ message: JSON.parse(frame) as Json, by: "line" })
          else deliver(frame)
        }
      }).open({ receive: () => undefined, closed: () => undefined }),
      (channel) => {
        const send = (message: Json) =>
          Effect.orDie(channel.send({ ...envelope, frame: JSON.stringify(message) }))
        return { send, leave: (id: unknown) => send(cancelled(id)) }
      }
    ).pipe(Effect.orDie)
})
