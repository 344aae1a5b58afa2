/**
 * Features of one kind, by key, in an order that does not depend on when they were added.
 */
export class Collection<Item> {
  private readonly items = new Map<string, Item>()
  private ordered: ReadonlyArray<readonly [key: string, item: Item]> | undefined
  private readonly changed: () => void

  constructor(changed: () => void) {
    this.changed = changed
  }

  get size(): number {
    return this.items.size
  }

  get(key: string): Item | undefined {
    return this.items.get(key)
  }

  /** By key, in code-unit order. The same array until something changes. */
  entries(): ReadonlyArray<readonly [key: string, item: Item]> {
    return (this.ordered ??= [...this.items].sort(([a], [b]) => (a < b ? -1 : 1)))
  }

  /** `false` if the key is taken. */
  add(key: string, item: Item): boolean {
    if (this.items.has(key)) return false
    this.items.set(key, item)
    this.touch()
    return true
  }

  /** Only this very item: somebody else may have the key by now. */
  remove(key: string, item: Item): void {
    if (this.items.get(key) !== item) return
    this.items.delete(key)
    this.touch()
  }

  private touch(): void {
    this.ordered = undefined
    this.changed()
  }
}
