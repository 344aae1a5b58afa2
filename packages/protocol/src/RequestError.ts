/**
 * What a request of ours to the peer can fail with. What the peer said (`Refused`) can never be
 * mistaken for what happened here.
 *
 * @spec 2026-07-28/basic#error-responses
 * @since 0.1.0
 */
import * as Schema from "effect/Schema"

/**
 * The peer answered with a JSON-RPC error. All three fields are theirs, unmapped.
 *
 * @since 0.1.0
 */
export class Refused extends Schema.TaggedError<Refused>()("Refused", {
  code: Schema.Int,
  message: Schema.String,
  data: Schema.optionalKey(Schema.Unknown)
}) {}

/**
 * No answer within `after` milliseconds. The request was already cancelled when this was raised.
 *
 * @since 0.1.0
 */
export class TimedOut extends Schema.TaggedError<TimedOut>()("TimedOut", {
  after: Schema.Finite
}) {}

/**
 * The connection ended before the answer came. Retry only what is safe to repeat.
 *
 * @since 0.1.0
 */
export class Disconnected extends Schema.TaggedError<Disconnected>()("Disconnected", {
  cause: Schema.Defect()
}) {}

/**
 * The peer's result is not what the revision says it is.
 *
 * @since 0.1.0
 */
export class InvalidResult extends Schema.TaggedError<InvalidResult>()("InvalidResult", {
  issue: Schema.String
}) {}

/**
 * More requests of ours await an answer than the connection allows.
 *
 * @since 0.1.0
 */
export class TooManyOutstanding extends Schema.TaggedError<TooManyOutstanding>()(
  "TooManyOutstanding",
  { limit: Schema.Int }
) {}

/**
 * All of them.
 *
 * @since 0.1.0
 */
export type RequestError = Refused | TimedOut | Disconnected | InvalidResult | TooManyOutstanding
