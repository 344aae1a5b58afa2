/**
 * What has changed, told to those who want to know.
 *
 * Changes of one moment are told together, each once: a thousand tools that are added at start are one
 * notification. What waits to be told is bounded by what a listener asked for, never by how much happens.
 */
import type { Kind } from "./registry.ts"

export type Change =
  | { readonly _tag: "List"; readonly kind: Kind }
  | { readonly _tag: "Resource"; readonly uri: string }

export interface Listener {
  readonly wants: (change: Change) => boolean
  readonly tell: (change: Change) => void
}

const keyOf = (change: Change): string =>
  change._tag === "List" ? `list ${change.kind}` : `resource ${change.uri}`

export class Changes {
  private readonly listeners: Array<Listener> = []
  private waiting = new Map<string, Change>()
  private scheduled = false

  /** For as long as there is a server: who comes and goes is behind one that stays. */
  listen(listener: Listener): void {
    this.listeners.push(listener)
  }

  happened(change: Change): void {
    if (!this.isWanted(change)) return
    this.waiting.set(keyOf(change), change)
    if (this.scheduled) return
    this.scheduled = true
    queueMicrotask(() => this.flush())
  }

  private isWanted(change: Change): boolean {
    return this.listeners.some((listener) => listener.wants(change))
  }

  private flush(): void {
    const changes = this.waiting.values()
    this.waiting = new Map()
    this.scheduled = false
    for (const change of changes) {
      for (const listener of this.listeners) if (listener.wants(change)) listener.tell(change)
    }
  }
}
