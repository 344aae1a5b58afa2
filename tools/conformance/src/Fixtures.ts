/**
 * The two programs under test: the server, started for as long as it is needed, and the client, bundled so that it
 * starts in a moment.
 *
 * @since 0.1.0
 */
import { spawn } from "node:child_process"
import { join } from "node:path"
import { createInterface } from "node:readline"
import { fileURLToPath } from "node:url"

import { rolldown } from "rolldown"

const sources = fileURLToPath(new URL("../../../apps/everything/src/", import.meta.url))

/** Bundles the client into `folder`, and gives the command that runs it. */
export const bundleClient = async (folder: string): Promise<string> => {
  const bundle = await rolldown({
    input: { client: join(sources, "client.ts") },
    platform: "node",
    resolve: { conditionNames: ["@effect-mcp/source", "node", "import", "default"] },
    logLevel: "warn"
  })
  await bundle.write({ dir: folder, entryFileNames: "[name].mjs", chunkFileNames: "[name].mjs" })
  await bundle.close()
  return `${process.execPath} ${join(folder, "client.mjs")}`
}

/** A server that listens. */
export interface Server {
  readonly url: string
  /** Ends it, and waits until it has ended. */
  readonly stop: () => Promise<void>
}

/** Starts the server on a port that is free, and waits until it says where. */
export const startServer = (env: NodeJS.ProcessEnv): Promise<Server> =>
  new Promise((resolve, reject) => {
    const child = spawn(
      process.execPath,
      ["--conditions=@effect-mcp/source", join(sources, "http.ts")],
      { env: { ...env, PORT: "0" }, stdio: ["ignore", "pipe", "inherit"] }
    )
    const ended = new Promise<void>((done) => {
      child.once("exit", (code) => {
        reject(new Error(`The server ended with code ${String(code)} before it listened`))
        done()
      })
    })
    child.once("error", reject)
    const stop = () => {
      child.kill("SIGTERM")
      return ended
    }
    createInterface({ input: child.stdout }).on("line", (line) => {
      const url = /Listening on (\S+)/.exec(line)?.[1]
      if (url !== undefined) resolve({ url, stop })
    })
  })
