/** All that holds for the extension, in one place. */
import { layer } from "@effect/vitest"

import * as Extension from "../../../src/raw/Extension.ts"
import type { Place } from "../../../src/raw/Places.ts"
import { asks } from "./asking.ts"
import { creating } from "./creating.ts"
import { declaring } from "./declaring.ts"
import { ending } from "./ending.ts"
import { listening } from "./listening.ts"
import { outside } from "./outside.ts"
import { refusing } from "./refusing.ts"

export const all = (place: Place): void => {
  layer(Extension.layer(place), { excludeTestServices: true })(`over ${place.name}`, (it) => {
    declaring(it)
    creating(it)
    ending(it)
    asks(it)
    listening(it)
    outside(it)
    refusing(it)
  })
}
