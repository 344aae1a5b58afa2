/** Chance that can be had again: the same seed gives the same throws. */

export interface Dice {
  /** A whole number from `least` to `most`, both included. */
  readonly between: (least: number, most: number) => number
  readonly pick: <A>(choices: readonly [A, ...ReadonlyArray<A>]) => A
}

/** Mulberry32: 32 bits of state are enough for some hundred throws. */
export const make = (seed: number): Dice => {
  let state = seed >>> 0
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
  const between: Dice["between"] = (least, most) => least + Math.floor(next() * (most - least + 1))
  return {
    between,
    pick: (choices) => choices[between(0, choices.length - 1)] ?? choices[0]
  }
}

/** The one that was asked for, to have a run again, or any. */
export const seed = (asked: string | undefined): number => {
  if (asked === undefined || asked === "") return Math.floor(Math.random() * 4_294_967_296)
  const number = Number(asked)
  if (!Number.isInteger(number) || number < 0 || number > 4_294_967_295) {
    throw new Error(`a seed is a whole number below 2^32, and not ${asked}`)
  }
  return number
}
