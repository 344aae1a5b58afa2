import { createRequire } from "node:module"

/**
 * Effect 3 packages whose TypeScript sources npm ships: something real to migrate, without a project at hand.
 *
 * They are read as text. Their own dependencies are not installed and nothing of them runs.
 *
 * @since 0.1.0
 */
import { Effect, Path, Schema } from "effect"

/** The packages this program depends on for their sources. */
export const packages = ["@effect/rpc", "@effect/schema", "@effect/printer"] as const
export type Package = (typeof packages)[number]

/** The package is not installed beside this program. */
export class InputMissing extends Schema.TaggedError<InputMissing>()("InputMissing", {
  package: Schema.String
}) {}

/** The source folder of one of these packages. */
export const sourcesOf = Effect.fnUntraced(function* (name: Package) {
  const path = yield* Path.Path
  const manifest = yield* Effect.try({
    try: () => createRequire(import.meta.url).resolve(`${name}/package.json`),
    catch: () => new InputMissing({ package: name })
  })
  return path.join(path.dirname(manifest), "src")
})

/**
 * The folder to migrate when none is given: `@effect/rpc`, because it uses what moved (`@effect/schema`,
 * `@effect/platform`) where the other two define or avoid it.
 */
export const defaultInput = () => sourcesOf("@effect/rpc")
