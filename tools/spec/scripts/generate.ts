/**
 * Writes `requirements.json`: `node scripts/generate.ts [folder of the inventories]`.
 *
 * Without a folder the rows stay as they are and only the decisions are applied again.
 */
import { writeFileSync } from "node:fs"

import * as Decisions from "../src/Decisions.ts"
import * as Inventory from "../src/Inventory.ts"
import * as Requirement from "../src/Requirement.ts"

const folder = process.argv[2]
const rows = folder === undefined ? Requirement.all() : Inventory.read(folder)
const decisions = Decisions.read()

const faults = Decisions.faults(decisions, rows)
if (faults.length > 0) {
  console.error(faults.join("\n"))
  process.exit(1)
}

const requirements = Decisions.decide(decisions, rows)
writeFileSync(new URL("../requirements.json", import.meta.url), Requirement.print(requirements))
console.log(`${requirements.length} requirements`)
