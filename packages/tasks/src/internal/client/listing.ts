/** The tasks that a server of 2025-11-25 keeps for its client, page by page. */
import { type Client, ClientError } from "@effect-mcp/client"
import { JsonObject, RequestError } from "@effect-mcp/protocol"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Stream from "effect/Stream"

import type { Snapshot } from "../../TaskSnapshot.ts"
import * as Seen from "./seen.ts"

const method = "tasks/list"

/** More than this is no list that ends. */
const maxPages = 1000

interface Place {
  readonly cursor: string | undefined
  readonly page: number
}

export const listing = (client: Client.Client): Stream.Stream<Snapshot, ClientError.ClientError> =>
  Stream.suspend(() => {
    const missing = lack(client)
    if (missing !== undefined) return Stream.fail(failed(missing))
    return Stream.paginate<Place, Snapshot, ClientError.ClientError>(
      { cursor: undefined, page: 1 },
      ({ cursor, page }) =>
        Effect.flatMap(client.send(method, cursor === undefined ? {} : { cursor }), (raw) =>
          read(raw, page)
        )
    )
  })

const lack = ({ revision, server }: Client.Client): ClientError.Unsupported | undefined => {
  if (revision.tasks !== "Core")
    return new ClientError.Unsupported({ what: method, by: "Revision" })
  return JsonObject.child(server.capabilities.tasks, "list") === undefined
    ? new ClientError.Unsupported({ what: method, by: "Server" })
    : undefined
}

const read = Effect.fnUntraced(function* (raw: JsonObject.JsonObject, page: number) {
  const { nextCursor, tasks } = raw
  if (!Array.isArray(tasks)) return yield* Effect.fail(invalid("tasks must be a list"))
  const seen: Array<Snapshot> = []
  for (const task of tasks) {
    const one = Seen.core(task)
    if (one instanceof RequestError.InvalidResult) return yield* Effect.fail(failed(one))
    seen.push(Seen.snapshot(one))
  }
  if (nextCursor === undefined) return [seen, Option.none<Place>()] as const
  if (typeof nextCursor !== "string") {
    return yield* Effect.fail(invalid("nextCursor must be a string"))
  }
  if (page >= maxPages) {
    return yield* Effect.fail(failed(new ClientError.TooManyPages({ pages: maxPages })))
  }
  return [seen, Option.some<Place>({ cursor: nextCursor, page: page + 1 })] as const
})

const failed = (reason: ClientError.Reason) => new ClientError.ClientError({ method, reason })

const invalid = (issue: string) => failed(new RequestError.InvalidResult({ issue }))
