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
  private readonly listeners = new Set<Listener>()
  private waiting = new Map<string, Change>()
  private scheduled = false

  get size(): number {
    return this.listeners.size
  }

  listen(listener: Listener): () => void {
    this.listeners.add(listener)
    return () => this.listeners.delete(listener)
  }

  happened(change: Change): void {
    if (!this.isWanted(change)) return
    this.waiting.set(keyOf(change), change)
    if (this.scheduled) return
    this.scheduled = true
    queueMicrotask(() => this.flush())
  }

  private isWanted(change: Change): boolean {
    for (const listener of this.listeners) if (listener.wants(change)) return true
    return false
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
