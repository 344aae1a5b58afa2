/** All that holds for the tasks of 2025-11-25, in one place. */
import { layer } from "@effect/vitest"

import * as Core from "../../../src/raw/Core.ts"
import type { Place } from "../../../src/raw/Places.ts"
import { asking } from "./asking.ts"
import { cancelling } from "./cancelling.ts"
import { creating } from "./creating.ts"
import { declaring } from "./declaring.ts"
import { listing } from "./listing.ts"
import { outside } from "./outside.ts"
import { refusing } from "./refusing.ts"
import { results } from "./results.ts"
import { telling } from "./telling.ts"

export const all = (place: Place): void => {
  layer(Core.layer(place), { excludeTestServices: true })(`over ${place.name}`, (it) => {
    declaring(it)
    creating(it)
    results(it)
    cancelling(it)
    asking(it)
    listing(it)
    telling(it)
    outside(it)
    refusing(it)
  })
}
