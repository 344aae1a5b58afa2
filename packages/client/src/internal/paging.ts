/**
 * Lists that come in pages. A cursor is carried back as it came: the empty string is one, its absence is the end.
 *
 * @spec 2026-07-28/server/utilities/pagination#pagination-flow
 * @since 0.1.0
 */
import { ErrorCode } from "@effect-mcp/schema"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Result from "effect/Result"
import * as Stream from "effect/Stream"

import { type ClientError, TooManyPages } from "../ClientError.ts"
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
}

/**
 * The whole list. When a page that was kept for later names a cursor the server no longer knows, the list is fetched
 * again from its start, once.
 *
 * @spec 2026-07-28/server/utilities/caching#interaction-with-pagination
 * @since 0.1.0
 */
export const all = Effect.fnUntraced(function* <A>(
  source: Source<A>
): Effect.fn.Return<ReadonlyArray<A>, ClientError> {
  let items: Array<A> = []
  let cursor: string | undefined
  let restarted = false
  for (let pages = 1; ; pages++) {
    const answer = yield* Effect.result(source.fetch(cursor))
    if (Result.isFailure(answer)) {
      if (restarted || cursor === undefined || !isInvalidCursor(answer.failure)) {
        return yield* answer.failure
      }
      restarted = true
      source.forget()
      items = []
      cursor = undefined
      continue
    }
    // One by one: a spread of a long page is more arguments than the stack has room for.
    for (const item of answer.success.items) items.push(item)
    cursor = answer.success.nextCursor
    if (cursor === undefined) return items
    if (pages >= source.maxPages) return yield* tooMany(source)
  }
})

const isInvalidCursor = ({ reason }: ClientError): boolean =>
  reason._tag === "Refused" && reason.code === ErrorCode.invalidParams

const tooMany = <A>({ maxPages, method }: Source<A>) =>
  Effect.fail(failed(method, new TooManyPages({ pages: maxPages })))

/**
 * The list as it arrives; the next page is fetched when it is wanted.
 *
 * @since 0.1.0
 */
export const stream = <A>(source: Source<A>): Stream.Stream<A, ClientError> =>
  Stream.paginate({ cursor: undefined as string | undefined, pages: 1 }, ({ cursor, pages }) =>
    Effect.flatMap(source.fetch(cursor), ({ items, nextCursor }) => {
      if (nextCursor === undefined) return Effect.succeed([items, Option.none()] as const)
      if (pages >= source.maxPages) return tooMany(source)
      return Effect.succeed([items, Option.some({ cursor: nextCursor, pages: pages + 1 })] as const)
    })
  )
