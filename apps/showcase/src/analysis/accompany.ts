/**
 * A task in company: how it stands is shown, other things are asked meanwhile, and its end is heard of.
 *
 * @since 0.1.0
 */
import type { Client, ClientError } from "@effect-mcp/client"
import type { TaskSnapshot } from "@effect-mcp/tasks"
import { Effect, Option, Stream } from "effect"

import * as Terminal from "../terminal.ts"
import * as Meanwhile from "./meanwhile.ts"
import * as Notices from "./notices.ts"
import { demand } from "./wrong.ts"

/** The task. */
export interface Accompanied {
  readonly id: string
  readonly status: Stream.Stream<TaskSnapshot.Snapshot, ClientError.ClientError>
}

/** What there was until it was over. */
export interface Company {
  readonly answered: ReadonlyArray<Meanwhile.Answered>
  readonly told: ReadonlyArray<Notices.Notice>
}

/** The end is told of at about the time it is seen. */
const grace = "5 seconds"

/** Asks to be told, in the revisions where that has to be asked for. */
const listen = (client: Client.Client, id: string) =>
  client.revision.tasks === "Extension" ? client.listen({ taskIds: [id] }) : Effect.void

/** Comes back when the task is over, and whoever wanted to tell of that has done so. */
export const accompany = Effect.fnUntraced(function* (
  client: Client.Client,
  { id, status }: Accompanied,
  notices: Notices.Notices
) {
  yield* listen(client, id)
  let isSeen = false
  const watched = status.pipe(
    Stream.runForEach(({ status, statusMessage }) => Terminal.standing(statusMessage ?? status)),
    Effect.ensuring(
      Effect.sync(() => {
        isSeen = true
      })
    )
  )
  const asked = Meanwhile.ask(client, () => isSeen || notices.isOver(id))
  const [answered] = yield* Effect.all([asked, watched], { concurrency: "unbounded" })
  yield* Effect.timeoutOption(notices.over(id), grace)
  const method = Notices.method(client.revision)
  const told = notices.heard.filter((notice) => notice.task === id && notice.method === method)
  const company: Company = { answered, told }
  return company
}, Effect.scoped)

/** How quickly other calls were answered while the task ran. */
const pace = (answered: ReadonlyArray<Meanwhile.Answered>): string => {
  const millis = answered.map(({ millis }) => Math.round(millis)).toSorted((a, b) => a - b)
  const half = millis[Math.floor(millis.length / 2)] ?? 0
  return `half of them in ${half} ms or less, the slowest in ${millis.at(-1) ?? 0} ms`
}

/** Demands that there was a meanwhile, and that the server told of it without being asked. */
export const check = Effect.fnUntraced(function* (
  { answered, told }: Company,
  client: Client.Client
) {
  const method = Notices.method(client.revision)
  yield* demand(answered.length > 0, "no other call was answered while the task ran")
  yield* Terminal.note(
    "✓",
    "meanwhile",
    `${answered.length} other calls answered while it ran: ${pace(answered)}`
  )
  const last = Option.fromUndefinedOr(told.at(-1))
  const end = Option.match(last, { onNone: () => "none", onSome: ({ status }) => status })
  yield* demand(end === "completed", `the last ${method} said ${end}`)
  yield* demand(told.length > 1, `${method} told of the end only`)
  yield* Terminal.note("✓", "notified", `${told.length} × ${method}, the last: ${end}`)
})
