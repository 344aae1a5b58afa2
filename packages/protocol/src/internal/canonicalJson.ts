/**
 * One text for one JSON value: members sorted by name, no white space, members that are `undefined`
 * left out as JSON leaves them out.
 *
 * It walks with a stack of its own, because the value may come from a peer: nested ten thousand deep,
 * a recursive walk would end in a `RangeError` in the middle of a request.
 */
type Members = Readonly<Record<string, unknown>>

interface Container {
  /** Member names in order; absent in an array. */
  readonly names: ReadonlyArray<string> | undefined
  readonly items: ReadonlyArray<unknown>
  next: number
}

const isContainer = (value: unknown): value is Members | ReadonlyArray<unknown> =>
  typeof value === "object" && value !== null

const isList = (value: Members | ReadonlyArray<unknown>): value is ReadonlyArray<unknown> =>
  Array.isArray(value)

const enter = (value: Members | ReadonlyArray<unknown>): Container => {
  if (isList(value)) return { names: undefined, items: value, next: 0 }
  const names = Object.keys(value)
    .filter((name) => value[name] !== undefined)
    .toSorted()
  return { names, items: names.map((name) => value[name]), next: 0 }
}

const scalar = (value: unknown): string => JSON.stringify(value) ?? "null"

export const canonicalJson = (root: unknown): string => {
  let text = ""
  let value = root
  const open: Array<Container> = []
  for (;;) {
    if (isContainer(value)) {
      const container = enter(value)
      open.push(container)
      text += container.names === undefined ? "[" : "{"
    } else {
      text += scalar(value)
    }
    let top = open.at(-1)
    while (top !== undefined && top.next === top.items.length) {
      text += top.names === undefined ? "]" : "}"
      open.pop()
      top = open.at(-1)
    }
    if (top === undefined) return text
    if (top.next > 0) text += ","
    if (top.names !== undefined) text += `${scalar(top.names[top.next])}:`
    value = top.items[top.next++]
  }
}
