/** Loaded into a server ahead of its own program, with `--expose-gc`: answers what of its heap is in use. */
import { setImmediate } from "node:timers/promises"

process.on("message", async () => {
  for (let pass = 0; pass < 4; pass++) {
    globalThis.gc?.()
    await setImmediate()
  }
  process.send?.(process.memoryUsage().heapUsed)
})
process.channel?.unref()
