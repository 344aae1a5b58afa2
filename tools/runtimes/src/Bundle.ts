/** A program for one runtime in one file, as a user would deploy it. Nothing of node's may be left in it. */
import { fileURLToPath } from "node:url"

import { rolldown } from "rolldown"

const refuse = (specifier: string): never => {
  throw new Error(`${specifier} is not there in every runtime`)
}

/** The text of the bundle; `conditions` are those that the runtime resolves packages by. */
export const text = async (entry: string, conditions: ReadonlyArray<string>): Promise<string> => {
  const bundle = await rolldown({
    input: fileURLToPath(new URL(`./entries/${entry}.ts`, import.meta.url)),
    platform: "neutral",
    resolve: { conditionNames: ["@effect-mcp/source", ...conditions, "import", "default"] },
    plugins: [
      {
        name: "runs-everywhere",
        resolveId: (specifier) => (specifier.startsWith("node:") ? refuse(specifier) : null)
      }
    ],
    onLog: (level, log) => {
      if (level === "warn") throw new Error(log.message)
    }
  })
  const { output } = await bundle.generate({ format: "esm" })
  await bundle.close()
  return output[0].code
}
