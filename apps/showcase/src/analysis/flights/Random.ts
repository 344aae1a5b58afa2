/**
 * Random numbers that are the same for the same seed, so that a calculation can be repeated. Not for secrets.
 *
 * @since 0.1.0
 */

/** Whole numbers from 0 up to the one given: a counter, well stirred (mulberry32). */
export const make = (seed: number): ((below: number) => number) => {
  let state = seed | 0
  return (below) => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296) * below)
  }
}
