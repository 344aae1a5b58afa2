import { Arbitrary, Effect, type Schema } from "effect"

/** Values of a schema, the same in every run. */
export const samples = <A>(
  schema: Schema.Codec<A, unknown>,
  count = 25,
  seed = "schema"
): ReadonlyArray<A> =>
  Effect.runSync(
    Arbitrary.sampleEffect(Arbitrary.schema(schema), { count, seed, size: 5, maxDiscards: 10_000 })
  )

/** What of it reaches the wire. */
export const throughText = (value: unknown): unknown => JSON.parse(JSON.stringify(value))
