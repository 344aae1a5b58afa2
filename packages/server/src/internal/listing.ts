/**
 * One list in one revision: its items as the revision has them, and its pages as text, made when they are
 * first asked for and kept until an item comes or goes.
 */
import { Cursor, Handler, type ResultText, RpcError } from "@effect-mcp/protocol"
import * as Exit from "effect/Exit"

import type { Core } from "./core.ts"
import type { Feature, Sees } from "./guards.ts"

/** Where a list's items come from. */
export interface Source {
  readonly method: string
  /** The result's member that holds the items. */
  readonly member: string
  /** The same array until something changes. */
  readonly entries: () => ReadonlyArray<readonly [key: string, item: unknown]>
  /** `undefined` for what is left out. */
  readonly wire: (item: never, key: string) => object | undefined
  readonly feature: (item: never, key: string) => Feature
}

type Items = ReadonlyArray<{ readonly key: string; readonly value: object | undefined }>

/** Lists as different callers see them; more kinds of callers than this and the oldest is forgotten. */
const maxSights = 64

const everything = ""

export class Listing {
  private readonly core: Core
  private readonly source: Source
  private readonly text: ResultText.ResultText
  private listed: ReturnType<Source["entries"]> | undefined
  private scope: boolean | undefined
  private items: Items = []
  private readonly sights = new Map<string, Sight>()

  constructor(core: Core, source: Source, text: ResultText.ResultText) {
    this.core = core
    this.source = source
    this.text = text
  }

  page(cursor: string | undefined, sees?: Sees): Exit.Exit<Handler.Encoded, RpcError.RpcError> {
    this.refresh()
    const after = cursor === undefined ? undefined : Cursor.decode(this.source.method, cursor)
    if (cursor !== undefined && after === undefined) {
      return Exit.fail(RpcError.invalidParams("Invalid cursor"))
    }
    return Exit.succeed(this.sight(sees).page(after))
  }

  private refresh(): void {
    const entries = this.source.entries()
    const scope = this.core.guards.discriminate
    if (entries === this.listed && scope === this.scope) return
    this.listed = entries
    this.scope = scope
    this.items = entries.map(([key, item]) => ({
      key,
      value: this.source.wire(item as never, key)
    }))
    this.sights.clear()
  }

  /** What this caller sees. Callers who see the same share one. */
  private sight(sees: Sees | undefined): Sight {
    const isVisible = this.visible(sees)
    const name = isVisible === undefined ? everything : isVisible.map(Number).join("")
    const found = this.sights.get(name)
    if (found !== undefined) return found
    const oldest = this.sights.keys().next()
    if (this.sights.size >= maxSights && oldest.done !== true) this.sights.delete(oldest.value)
    const items = this.items.filter(
      ({ value }, at) => value !== undefined && (isVisible === undefined || isVisible[at])
    )
    const made = new Sight(items, this.core, this.source, this.text)
    this.sights.set(name, made)
    return made
  }

  private visible(sees: Sees | undefined): ReadonlyArray<boolean> | undefined {
    if (sees === undefined) return undefined
    const { feature } = this.source
    return (this.listed ?? []).map(([key, item]) => sees(feature(item as never, key)))
  }
}

class Sight {
  private readonly pages = new Map<number, Handler.Encoded>()
  private readonly items: Items
  private readonly core: Core
  private readonly source: Source
  private readonly text: ResultText.ResultText

  constructor(items: Items, core: Core, source: Source, text: ResultText.ResultText) {
    this.items = items
    this.core = core
    this.source = source
    this.text = text
  }

  page(after: string | undefined): Handler.Encoded {
    const start = after === undefined ? 0 : firstBeyond(this.items, after)
    const found = this.pages.get(start)
    if (found !== undefined) return found
    const made = new Handler.Encoded(this.text(this.source.method, this.result(start)))
    this.pages.set(start, made)
    return made
  }

  private result(start: number): { readonly [member: string]: unknown } {
    const { member, method } = this.source
    const end = Math.min(start + this.core.pageSize, this.items.length)
    const page = this.items.slice(start, end)
    const last = page.at(-1)
    const list = { [member]: page.map(({ value }) => value) }
    return end < this.items.length && last !== undefined
      ? { ...list, nextCursor: Cursor.encode(method, last.key) }
      : list
  }
}

/** Items are in the order of their keys. */
const firstBeyond = (items: Items, key: string): number => {
  let low = 0
  let high = items.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((items[middle]?.key ?? "") <= key) low = middle + 1
    else high = middle
  }
  return low
}
