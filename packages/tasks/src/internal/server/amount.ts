/**
 * Numbers as authors write them, read once and refused by name: what is none would else be a limit that never holds.
 */
import * as Duration from "effect/Duration"
import * as Option from "effect/Option"

/** How many; `Infinity` is no limit. */
export const count = (name: string, value: number): number => {
  if (typeof value === "number" && value >= 0) return value
  throw new Error(`${name} must be a number of 0 or more`)
}

/** How long, in whole milliseconds. */
export const millis = (name: string, input: Duration.Input): number => {
  const read = Number.isNaN(input) ? undefined : Option.getOrUndefined(Duration.fromInput(input))
  if (read !== undefined && !Duration.isNegative(read)) return Math.trunc(Duration.toMillis(read))
  throw new Error(`${name} must be a duration of 0 or more`)
}

/** As `millis`, of what has an end. */
export const finiteMillis = (name: string, input: Duration.Input): number => {
  const read = millis(name, input)
  if (read !== Infinity) return read
  throw new Error(`${name} must be finite`)
}
