/**
 * HTTP by hand: what a test says is what goes out, and events are cut by a few lines of its own. Nothing of
 * ours reads anything here.
 */
import {
  type ClientRequest,
  type IncomingHttpHeaders,
  type IncomingMessage,
  request
} from "node:http"
import { connect } from "node:net"

import { Deferred, Effect, Queue, type Scope } from "effect"

export type Json = { readonly [key: string]: unknown }
export type Headers = { readonly [name: string]: string | ReadonlyArray<string> | undefined }

/** A request; `body` as pieces goes out in chunks, without a length. */
export interface Sent {
  readonly method?: string
  readonly headers?: Headers
  readonly body?: string | Uint8Array | ReadonlyArray<string | Uint8Array> | undefined
}

/** The fields of one event as they were sent; a comment is one of its own. */
export interface Event {
  readonly id?: string
  readonly event?: string
  readonly data?: string
  readonly retry?: string
  readonly comment?: string
}

/** A response, as far as it has come. */
export interface Incoming {
  readonly status: number
  readonly headers: IncomingHttpHeaders
  /** The whole body, once it has ended. */
  readonly text: Effect.Effect<string>
  readonly json: Effect.Effect<Json>
  /** The next event; a defect of the test if there is none any more. */
  readonly next: Effect.Effect<Event>
  /** The JSON of the next event that has any. */
  readonly message: Effect.Effect<Json>
  /** All events that are still to come, once the stream has ended. */
  readonly rest: Effect.Effect<ReadonlyArray<Event>>
  /** How it ended: by the server's will, or the connection was lost. */
  readonly ended: Effect.Effect<"End" | "Lost">
  /** Goes away. */
  readonly leave: Effect.Effect<void>
  /** Stops reading, so that the server's writes are stuck. */
  readonly pause: Effect.Effect<void>
  readonly resume: Effect.Effect<void>
}

/** The event that the lines between two empty ones are. */
export const eventOf = (block: string): Event => {
  const fields: { [name: string]: string } = {}
  for (const line of block.split("\n")) {
    const at = line.indexOf(":")
    const name = at === 0 ? "comment" : line.slice(0, at)
    fields[name] = line.slice(at + 1).replace(/^ /, "")
  }
  return fields
}

export const messageOf = (event: Event): Json => JSON.parse(event.data ?? "null") as Json

/** The messages among events. */
export const messagesOf = (events: ReadonlyArray<Event>): ReadonlyArray<Json> =>
  events.filter(({ data }) => data !== undefined && data !== "").map(messageOf)

type Ended = "End" | "Lost"

const incoming = (sent: ClientRequest, response: IncomingMessage): Incoming => {
  const events = Effect.runSync(Queue.unbounded<Event | Ended>())
  const ended = Deferred.makeUnsafe<Ended>()
  let text = ""
  let cut = 0
  const over = (how: Ended): void => {
    if (Deferred.doneUnsafe(ended, Effect.succeed(how))) Queue.offerUnsafe(events, how)
  }
  response.setEncoding("utf8").on("data", (piece: string) => {
    text += piece
    for (let end = text.indexOf("\n\n", cut); end >= 0; end = text.indexOf("\n\n", cut)) {
      Queue.offerUnsafe(events, eventOf(text.slice(cut, end)))
      cut = end + 2
    }
  })
  response.once("end", () => over("End"))
  response.once("close", () => over("Lost"))
  response.on("error", () => over("Lost"))
  const whole = Effect.map(Deferred.await(ended), () => text)
  const take: Effect.Effect<Event | Ended> = Effect.tap(Queue.take(events), (event) =>
    Effect.sync(() => {
      if (typeof event === "string") Queue.offerUnsafe(events, event)
    })
  )
  const next = Effect.flatMap(take, (event) =>
    typeof event === "string"
      ? Effect.die(new Error(`No more events (${event}): ${text}`))
      : Effect.succeed(event)
  )
  const message: Effect.Effect<Json> = Effect.flatMap(next, (event) =>
    event.data === undefined || event.data === "" ? message : Effect.succeed(messageOf(event))
  )
  return {
    status: response.statusCode ?? 0,
    headers: response.headers,
    text: whole,
    json: Effect.map(whole, (body) => JSON.parse(body) as Json),
    next,
    message,
    rest: Effect.andThen(
      Deferred.await(ended),
      Effect.map(Queue.clear(events), (all) => {
        Queue.offerUnsafe(events, "End")
        return all.filter((event) => typeof event !== "string")
      })
    ),
    ended: Deferred.await(ended),
    leave: Effect.sync(() => sent.destroy()),
    pause: Effect.sync(() => void response.pause()),
    resume: Effect.sync(() => void response.resume())
  }
}

const given = (headers: Headers): { [name: string]: string | Array<string> } =>
  Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, typeof value === "string" ? value : [...value]]]
    )
  )

/** Sends, on a connection of its own, and comes back with the head of the response. */
export const open = (
  url: string,
  { body, headers = {}, method = "POST" }: Sent
): Effect.Effect<Incoming, never, Scope.Scope> =>
  Effect.gen(function* () {
    const sent = request(url, { method, headers: given(headers), agent: false })
    yield* Effect.addFinalizer(() => Effect.sync(() => sent.destroy()))
    return yield* Effect.callback<Incoming>((resume) => {
      sent.once("response", (response) => resume(Effect.succeed(incoming(sent, response))))
      sent.on("error", (error) => resume(Effect.die(error)))
      if (!Array.isArray(body)) return void sent.end(body)
      for (const piece of body) sent.write(piece)
      sent.end()
      return undefined
    })
  })

/** A connection by hand, for what no client would send. */
export interface Wire {
  readonly write: (text: string) => Effect.Effect<void>
  /** Waits until the server has said `text`. */
  readonly hears: (text: string) => Effect.Effect<string>
  /** All that the server said, once it has closed the connection. */
  readonly closed: Effect.Effect<string>
  readonly leave: Effect.Effect<void>
}

export const wire = (port: number, host = "127.0.0.1"): Effect.Effect<Wire, Error, Scope.Scope> =>
  Effect.acquireRelease(
    Effect.callback<ReturnType<typeof connect>, Error>((resume) => {
      const socket = connect(port, host)
      socket.once("connect", () => resume(Effect.succeed(socket)))
      socket.once("error", (error) => resume(Effect.fail(error)))
    }),
    (socket) => Effect.sync(() => socket.destroy())
  ).pipe(
    Effect.map((socket) => {
      const closed = Deferred.makeUnsafe<string>()
      const waiting = new Set<() => void>()
      let heard = ""
      socket.setEncoding("utf8").on("data", (piece: string) => {
        heard += piece
        for (const check of waiting) check()
      })
      socket.on("error", () => undefined)
      socket.once("close", () =>
        Deferred.doneUnsafe(
          closed,
          Effect.sync(() => heard)
        )
      )
      return {
        write: (text) => Effect.sync(() => void socket.write(text)),
        hears: (text) =>
          Effect.callback<string>((resume) => {
            const check = (): void => {
              if (!heard.includes(text)) return
              waiting.delete(check)
              resume(Effect.succeed(heard))
            }
            waiting.add(check)
            check()
          }),
        closed: Deferred.await(closed),
        leave: Effect.sync(() => socket.destroy())
      }
    })
  )
