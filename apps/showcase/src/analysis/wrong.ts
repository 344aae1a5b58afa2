/**
 * What a driver says when a server did not do what it should.
 *
 * @since 0.1.0
 */
import { Effect, Schema } from "effect"

export class Wrong extends Schema.TaggedError<Wrong>()("Wrong", {
  problems: Schema.Array(Schema.String)
}) {
  override get message() {
    return this.problems.join("\n")
  }
}

export const demand = (isRight: boolean, problem: string): Effect.Effect<void, Wrong> =>
  isRight ? Effect.void : Effect.fail(new Wrong({ problems: [problem] }))
