import { isMainThread, parentPort, Worker, workerData } from "node:worker_threads"

/**
 * The driver's own calculation in a thread of its own, so that the driver goes on with its calls meanwhile.
 *
 * @since 0.1.0
 */
import { Effect } from "effect"

import * as Expected from "./Expected.ts"

/** Starts it; it is ended with the scope. Gives what waits for its figures. */
export const start = (asked: Expected.Asked) =>
  Effect.map(
    Effect.acquireRelease(
      Effect.sync(() => new Worker(new URL(import.meta.url), { workerData: asked })),
      (worker) => Effect.promise(() => worker.terminate())
    ),
    (worker) => {
      const figures = new Promise<Expected.Expected>((resolve, reject) => {
        worker.once("message", resolve)
        worker.once("error", reject)
      })
      // Whoever awaits it is told; nobody may be there yet.
      figures.catch(() => {})
      return Effect.promise(() => figures)
    }
  )

if (!isMainThread && parentPort !== null) {
  parentPort.postMessage(await Expected.calculate(workerData as Expected.Asked), [])
}
