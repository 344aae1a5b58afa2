/**
 * Lists that come in pages. A cursor is carried back as it came: the empty string is one, its absence is the end.
 *
 * @spec 2026-07-28/server/utilities/pagination#pagination-flow
 * @since 0.1.0
 */
import { RequestError } from "@effect-mcp/protocol"
import { ErrorCode } from "@effect-mcp/schema"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Result from "effect/Result"
import * as Stream from "effect/Stream"

import { type ClientError, ListTooLarge, type Reason, TooManyPages } from "../ClientError.ts"
import * as Extent from "./extent.ts"
import { failed } from "./reason.ts"

/** Some of a list, and where it goes on. @since 0.1.0 */
export interface Page<out A> {
  readonly items: ReadonlyArray<A>
  readonly nextCursor: string | undefined
}

/** How pages are fetched. @since 0.1.0 */
export interface Source<out A> {
  readonly method: string
  readonly fetch: (cursor: string | undefined) => Effect.Effect<Page<A>, ClientError>
  /** Forgets the pages that were kept: their cursors lead nowhere any more. */
  readonly forget: () => void
  /** More pages than this are not a list. */
  readonly maxPages: number
  /** Nor are more characters. */
  readonly maxSize: number
  /** How long the whole list may take. */
  readonly ceiling: Duration.Duration
}

/**
 * The whole list. When a page that was kept for later names a cursor the server no longer knows, the list is fetched
 * again from its start, once.
 *
 * @spec 2026-07-28/server/utilities/caching#interaction-with-pagination
 * @since 0.1.0
 */
export const all = <A>(source: Source<A>): Effect.Effect<ReadonlyArray<A>, ClientError> => {
  const after = Duration.toMillis(source.ceiling)
  return Effect.timeoutOrElse(gather(source), {
    duration: source.ceiling,
    orElse: () => fail(source, new RequestError.TimedOut({ after }))
  })
}

const gather = Effect.fnUntraced(function* <A>(
  source: Source<A>
): Effect.fn.Return<ReadonlyArray<A>, ClientError> {
  let items: Array<A> = []
  let cursor: string | undefined
  let restarted = false
  let seen = nothing
  for (;;) {
    const answer = yield* Effect.result(source.fetch(cursor))
    if (Result.isFailure(answer)) {
      if (restarted || cursor === undefined || !isInvalidCursor(answer.failure)) {
        return yield* answer.failure
      }
      restarted = true
      source.forget()
      items = []
      cursor = undefined
      seen = { ...seen, size: 0 }
      continue
    }
    seen = yield* bounded(source, seen, answer.success)
    // One by one: a spread of a long page is more arguments than the stack has room for.
    for (const item of answer.success.items) items.push(item)
    cursor = answer.success.nextCursor
    if (cursor === undefined) return items
  }
})

const isInvalidCursor = ({ reason }: ClientError): boolean =>
  reason._tag === "Refused" && reason.code === ErrorCode.invalidParams

/** How much of a list was seen. */
interface Seen {
  readonly pages: number
  readonly size: number
}

const nothing: Seen = { pages: 0, size: 0 }

/** Counts a page in, unless it makes too much of a list. The only page there is was bounded as a message. */
const bounded = <A>(
  source: Source<A>,
  seen: Seen,
  { items, nextCursor }: Page<A>
): Effect.Effect<Seen, ClientError> => {
  const { maxPages, maxSize } = source
  const pages = seen.pages + 1
  if (nextCursor === undefined && pages === 1) return Effect.succeed(seen)
  const size = seen.size + Extent.of(items)
  if (size > maxSize) return fail(source, new ListTooLarge({ size: maxSize }))
  if (nextCursor === undefined || pages < maxPages) return Effect.succeed({ pages, size })
  return fail(source, new TooManyPages({ pages: maxPages }))
}

const fail = <A>({ method }: Source<A>, reason: Reason): Effect.Effect<never, ClientError> =>
  Effect.fail(failed(method, reason))

/**
 * The list as it arrives; the next page is fetched when it is wanted.
 *
 * @since 0.1.0
 */
export const stream = <A>(source: Source<A>): Stream.Stream<A, ClientError> =>
  Stream.paginate({ cursor: undefined as string | undefined, seen: nothing }, ({ cursor, seen }) =>
    Effect.flatMap(source.fetch(cursor), (page) =>
      Effect.map(bounded(source, seen, page), (seen) => {
        const { items, nextCursor } = page
        const next = nextCursor === undefined ? undefined : { cursor: nextCursor, seen }
        return [items, Option.fromUndefinedOr(next)] as const
      })
    )
  )
