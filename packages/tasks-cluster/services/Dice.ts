/** Chance that can be had again: the same seed gives the same throws. */

export interface Dice {
  /** A whole number from `least` to `most`, both included. */
  readonly between: (least: number, most: number) => number
}

/** Mulberry32. */
export const make = (seed: number): Dice => {
  let state = seed >>> 0
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
  return { between: (least, most) => least + Math.floor(next() * (most - least + 1)) }
}

/** The one that was asked for, to have a run again, or any. */
export const seed = (asked: string | undefined): number =>
  asked === undefined ? Math.floor(Math.random() * 4_294_967_296) : Number(asked)
