import { writeFileSync } from "node:fs"

/**
 * Takes out of `pending.json` what a test cites by now: `node scripts/pending.ts`. It adds nothing.
 */
import * as Source from "@effect-mcp/tools-arch/Source"

import * as Citation from "../src/Citation.ts"
import * as Requirement from "../src/Requirement.ts"

const cited = new Set(
  Citation.files().flatMap((file) => Citation.find(Source.read(file)).citations.map(({ id }) => id))
)
const implemented = new Set(
  Requirement.all()
    .filter(({ status }) => status === "implemented")
    .map(({ id }) => id)
)
const before = Requirement.pending()
const after = before.filter((id) => implemented.has(id) && !cited.has(id))
writeFileSync(new URL("../pending.json", import.meta.url), Requirement.print(after))
console.log(`${before.length} pending before, ${after.length} now`)
