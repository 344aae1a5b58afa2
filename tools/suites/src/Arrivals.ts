import type { Json } from "./OfficialClient.ts"

/** A notification that has arrived, or will. */
export class Arrivals {
  private readonly arrived: Array<{ method: string; params: Json }> = []
  private readonly waiting = new Set<() => void>()

  add(method: string, params: Json): void {
    this.arrived.push({ method, params })
    for (const wake of this.waiting) wake()
  }

  get all(): ReadonlyArray<{ method: string; params: Json }> {
    return this.arrived
  }

  async until(matches: (method: string, params: Json) => boolean): Promise<Json> {
    for (;;) {
      const found = this.arrived.find(({ method, params }) => matches(method, params))
      if (found !== undefined) return found.params
      await new Promise<void>((resolve) => {
        const wake = () => {
          this.waiting.delete(wake)
          resolve()
        }
        this.waiting.add(wake)
      })
    }
  }
}
