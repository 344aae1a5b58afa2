/**
 * Strings with a format the specification names but a receiver should not stumble over.
 *
 * Decoding accepts any string: whether a URI can be used is decided where it is used, and one odd icon
 * must not make a list unreadable. The formats are annotations, and what generated values look like.
 */
import * as Order from "effect/Order"
import * as Schema from "effect/Schema"

const formatted = (format: string, pattern: RegExp): Schema.String =>
  Schema.String.check(
    Schema.makeFilter<string>(() => true, {
      format,
      arbitraryConstraint: { patterns: [{ source: pattern.source, flags: pattern.flags }] }
    })
  )

/** An absolute URI. */
export const Uri: Schema.String = formatted(
  "uri",
  /^[a-z]{2,6}:\/\/[a-z0-9]{1,8}(\/[a-z0-9]{1,6}){0,2}$/
)

/** An RFC 6570 URI template. */
export const UriTemplate: Schema.String = formatted(
  "uri-template",
  /^[a-z]{2,6}:\/\/[a-z0-9]{1,8}\/\{[a-z]{1,5}\}$/
)

/** Base64. */
export const Base64: Schema.String = formatted("byte", /^([A-Za-z0-9+/]{4}){0,6}$/)

/** A moment, ISO 8601. */
export const Moment: Schema.String = formatted(
  "date-time",
  /^20[0-9]{2}-0[1-9]-[12][0-9]T[01][0-9]:[0-5][0-9]:[0-5][0-9]Z$/
)

/** A number from 0 to 1. */
export const UnitInterval: Schema.Number = Schema.Finite.check(
  Schema.isBetween({ minimum: 0, maximum: 1 })
)

/** A `file://` URI; this one is checked, since the specification requires it. */
export const FileUri: Schema.String = Schema.String.check(
  Schema.makeFilter<string>((uri) => uri.startsWith("file://"), {
    expected: `a URI that begins with "file://"`,
    arbitraryConstraint: {
      patterns: [{ source: "^file:///[a-z0-9]{1,8}(\\/[a-z0-9]{1,6}){0,2}$", flags: "" }]
    }
  })
)

/** Any finite number; generated ones are integers, since the official JSON Schema asks for those. */
export const AnyNumber: Schema.Number = Schema.Finite.check(
  Schema.makeFilter<number>(() => true, { arbitraryConstraint: { number: "integer" } })
)

/** An integer that ought not to be negative; one that is means zero to who reads it. */
export const LenientNatural: Schema.Number = Schema.Int.check(
  Schema.makeFilter<number>(() => true, {
    arbitraryConstraint: { order: Order.Number, minimum: 0 }
  })
)
