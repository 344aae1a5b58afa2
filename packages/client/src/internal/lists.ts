/**
 * What a server has, in lists: whole, page by page, or kept up to date.
 *
 * @spec 2026-07-28/server/utilities/pagination#operations-supporting-pagination
 * @since 0.1.0
 */
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import type { Scope } from "effect/Scope"
import * as Stream from "effect/Stream"

import type { CallOptions } from "../CallOptions.ts"
import type { Items } from "../Client.ts"
import type { ClientError } from "../ClientError.ts"
import type { List } from "../ClientEvent.ts"
import type { Filter, Listening } from "../Subscription.ts"
import type { Calls } from "./calls.ts"
import type { KeptResults } from "./keptResults.ts"
import * as Paging from "./paging.ts"
import { members } from "./subscription.ts"

type Name = keyof Items

/** What lists are made of. @since 0.1.0 */
export interface Options {
  readonly calls: Calls
  readonly kept: KeptResults
  readonly maxPages: number
  readonly maxSize: number
  readonly ceiling: Duration.Duration
  readonly listen: (filter: Filter) => Effect.Effect<Listening, ClientError, Scope>
}

type Pages = {
  readonly [K in Name]: (
    cursor: string | undefined,
    options: CallOptions | undefined
  ) => Effect.Effect<Paging.Page<Items[K]>, ClientError>
}

const methods: Readonly<
  Record<Name, "tools/list" | "prompts/list" | "resources/list" | "resources/templates/list">
> = {
  tools: "tools/list",
  prompts: "prompts/list",
  resources: "resources/list",
  resourceTemplates: "resources/templates/list"
}

/** Which announcement is about which list: templates change with the resources. */
const announced: Readonly<Record<Name, List>> = {
  tools: "tools",
  prompts: "prompts",
  resources: "resources",
  resourceTemplates: "resources"
}

const at = (cursor: string | undefined) => (cursor === undefined ? {} : { cursor })

const page = <A>(items: ReadonlyArray<A>, nextCursor: string | undefined): Paging.Page<A> => ({
  items,
  nextCursor
})

/** The lists of one server. @since 0.1.0 */
export class Lists {
  private readonly options: Options
  private readonly pages: Pages

  constructor(options: Options) {
    const { calls } = options
    this.options = options
    this.pages = {
      tools: (cursor, more) =>
        Effect.map(calls.request("tools/list", at(cursor), more), (result) =>
          page(result.tools, result.nextCursor)
        ),
      prompts: (cursor, more) =>
        Effect.map(calls.request("prompts/list", at(cursor), more), (result) =>
          page(result.prompts, result.nextCursor)
        ),
      resources: (cursor, more) =>
        Effect.map(calls.request("resources/list", at(cursor), more), (result) =>
          page(result.resources, result.nextCursor)
        ),
      resourceTemplates: (cursor, more) =>
        Effect.map(calls.request("resources/templates/list", at(cursor), more), (result) =>
          page(result.resourceTemplates, result.nextCursor)
        )
    }
  }

  /** All pages, as one list. */
  all<K extends Name>(
    name: K,
    options?: CallOptions
  ): Effect.Effect<ReadonlyArray<Items[K]>, ClientError> {
    return Paging.all(this.source(name, options))
  }

  /** As they arrive; the next page is fetched when it is wanted. */
  stream<K extends Name>(name: K, options?: CallOptions): Stream.Stream<Items[K], ClientError> {
    return Paging.stream(this.source(name, options))
  }

  /**
   * The list now, and again whenever the server says it has changed or the connection was lost and is back.
   *
   * @spec 2026-07-28/server/tools#list-changed-notification
   */
  watch<K extends Name>(name: K): Stream.Stream<ReadonlyArray<Items[K]>, ClientError> {
    const listening = this.options.listen({ [members[announced[name]]]: true })
    return Stream.unwrap(
      Effect.map(listening, ({ changes, ended }) =>
        Stream.succeed(undefined).pipe(
          Stream.concat(Stream.interruptWhen(changes, ended)),
          // Changes that come while the list is fetched are one change.
          Stream.buffer({ capacity: 1, strategy: "sliding" }),
          Stream.mapEffect(() => this.all(name))
        )
      )
    )
  }

  private source<K extends Name>(
    name: K,
    options: CallOptions | undefined
  ): Paging.Source<Items[K]> {
    const method = methods[name]
    const { ceiling, maxPages, maxSize } = this.options
    return {
      method,
      maxPages,
      maxSize,
      ceiling: options?.ceiling === undefined ? ceiling : Duration.fromInputUnsafe(options.ceiling),
      fetch: (cursor) => this.pages[name](cursor, options),
      forget: () => this.options.kept.drop([method])
    }
  }
}
