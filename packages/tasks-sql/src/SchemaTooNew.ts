/**
 * The tables were made by a later version of this package. They are left as they are.
 *
 * @since 0.1.0
 */
import * as Schema from "effect/Schema"

/**
 * @since 0.1.0
 */
export class SchemaTooNew extends Schema.TaggedError<SchemaTooNew>()("SchemaTooNew", {
  found: Schema.Int,
  known: Schema.Int
}) {
  override get message() {
    return `The tables of tasks have version ${this.found}; up to ${this.known} is known here.`
  }
}
