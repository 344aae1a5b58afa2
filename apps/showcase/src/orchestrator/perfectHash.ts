/**
 * Perfect hashing by displacement: every name gets a slot of its own, in a table that has no other slots. Names fall into
 * buckets; for each bucket, the largest first, a seed is searched that sends all its names to slots still free.
 *
 * It is worked out in parts, each of which can be remembered.
 *
 * @since 0.1.0
 */

/** The seed that was found for a bucket. */
export interface Placed {
  readonly bucket: number
  readonly seed: number
}

interface Bucket {
  readonly bucket: number
  readonly names: ReadonlyArray<string>
}

/** FNV-1a from a seed, with its bits mixed well at the end; 32 bits without sign. */
export const hash = (text: string, seed: number): number => {
  let bits = (2166136261 ^ seed) | 0
  for (let at = 0; at < text.length; at++) {
    bits = Math.imul(bits ^ text.charCodeAt(at), 16777619)
  }
  bits = Math.imul(bits ^ (bits >>> 16), 2246822507)
  bits = Math.imul(bits ^ (bits >>> 13), 3266489909)
  return (bits ^ (bits >>> 16)) >>> 0
}

/** How many buckets there are for so many names. */
export const bucketCount = (names: number): number => Math.max(1, Math.ceil(names / 4))

/** The buckets that have names, the largest first. */
export const buckets = (names: ReadonlyArray<string>): ReadonlyArray<Bucket> => {
  const count = bucketCount(names.length)
  const groups = Map.groupBy(names, (name) => hash(name, 0) % count)
  return Array.from(groups, ([bucket, names]) => ({ bucket, names })).toSorted(
    (a, b) => b.names.length - a.names.length || a.bucket - b.bucket
  )
}

const slotsOf = (names: ReadonlyArray<string>, seed: number, size: number): ReadonlyArray<number> =>
  names.map((name) => hash(name, seed) % size)

/** The first seed that sends these names to free slots, all different. */
const search = (names: ReadonlyArray<string>, taken: ReadonlySet<number>, size: number): number => {
  for (let seed = 1; ; seed++) {
    const slots = slotsOf(names, seed, size)
    if (new Set(slots).size === names.length && slots.every((slot) => !taken.has(slot))) return seed
  }
}

/** Places the next `count` buckets after those that are placed; names must be distinct. */
export const place = (
  names: ReadonlyArray<string>,
  placed: ReadonlyArray<Placed>,
  count: number
): ReadonlyArray<Placed> => {
  const all = buckets(names)
  const size = names.length
  const seeds = new Map(placed.map(({ bucket, seed }) => [bucket, seed]))
  const taken = new Set(
    all.flatMap(({ bucket, names }) => {
      const seed = seeds.get(bucket)
      return seed === undefined ? [] : slotsOf(names, seed, size)
    })
  )
  return all
    .filter(({ bucket }) => !seeds.has(bucket))
    .slice(0, count)
    .map(({ bucket, names }) => {
      const seed = search(names, taken, size)
      for (const slot of slotsOf(names, seed, size)) taken.add(slot)
      return { bucket, seed }
    })
}

/** The name in each slot, and the seed of each bucket (0 for one without names), once all are placed. */
export const finish = (names: ReadonlyArray<string>, placed: ReadonlyArray<Placed>) => {
  const seeds = Array.from({ length: bucketCount(names.length) }, () => 0)
  for (const { bucket, seed } of placed) seeds[bucket] = seed
  const slots = Array.from({ length: names.length }, () => "")
  for (const name of names) {
    slots[hash(name, seeds[hash(name, 0) % seeds.length] ?? 0) % names.length] = name
  }
  return { seeds, slots }
}
