/**
 * The gates over the workspace as it is.
 */
import { join } from "node:path"

import * as Source from "@effect-mcp/tools-arch/Source"
import * as Workspace from "@effect-mcp/tools-arch/Workspace"
import { assert, describe, test } from "vitest"

import * as Citation from "../src/Citation.ts"
import * as Decisions from "../src/Decisions.ts"
import * as Docstring from "../src/Docstring.ts"
import * as Gate from "../src/Gate.ts"
import * as Requirement from "../src/Requirement.ts"

const requirements = Requirement.all()
const found = Citation.files().map((file) => Citation.find(Source.read(file)))
const state: Gate.State = {
  citations: found.flatMap(({ citations }) => citations),
  pending: Requirement.pending(),
  requirements
}

const isPublic = ({ name }: Source.Source) => !name.includes("/src/internal/")

describe("manifest", () => {
  test("manifest.decided: requirements.json is what decisions.json makes of it", () => {
    const decisions = Decisions.read()
    assert.deepStrictEqual(Decisions.faults(decisions, requirements), [])
    assert.deepStrictEqual(requirements, Decisions.decide(decisions, requirements))
  })

  test("manifest.reasons: everything that is not implemented says why", () => {
    const silent = requirements.filter(
      ({ reason, status }) => status !== "implemented" && reason === undefined
    )
    assert.deepStrictEqual(silent, [])
  })

  test("manifest.planned: no section with a package that is there is planned as a whole", () => {
    const built = new Set(Workspace.packages().map(({ path }) => path.replace("packages/", "")))
    const { sections } = Decisions.read().planned
    const late = Object.keys(sections).filter((section) => {
      const owners = requirements.filter(({ id }) => Requirement.section(id) === section)
      return owners.every((row) => built.has(row.package))
    })
    assert.deepStrictEqual(late, [])
  })
})

describe("citations", () => {
  test("citations.form: every id in a test name stands as `REVISION/ID: what is true`", () => {
    assert.deepStrictEqual(
      found.flatMap(({ malformed }) => malformed),
      []
    )
  })

  test("citations.known: every cited id is a requirement", () => {
    assert.deepStrictEqual(Gate.unknown(state), [])
  })

  test("citations.complete: every implemented requirement is cited", () => {
    assert.deepStrictEqual(Gate.uncited(state), [])
  })

  test("citations.pending: the pending list only shrinks (`node scripts/pending.ts`)", () => {
    assert.deepStrictEqual(Gate.stale(state), [])
  })
})

describe("docstrings", () => {
  const sources = Workspace.packages()
    .flatMap(({ folder }) => Workspace.files(join(folder, "src")))
    .map(Source.read)

  test("docstrings.spec: every @spec resolves", () => {
    const anchors = Docstring.anchors()
    const broken = sources.flatMap(Docstring.references).flatMap(({ at, reference }) => {
      const fault = Docstring.unresolved(anchors, reference)
      return fault === undefined ? [] : [`${at}: ${fault}`]
    })
    assert.deepStrictEqual(broken, [])
  })

  test("docstrings.since: every public symbol with a docstring says since when", () => {
    assert.deepStrictEqual(sources.filter(isPublic).flatMap(Docstring.undated), [])
  })
})
