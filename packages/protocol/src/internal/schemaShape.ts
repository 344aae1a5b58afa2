/**
 * What a stranger's JSON Schema looks like, and whether its size lets anyone check against it.
 */
import {
  ignoredKeyword,
  type Schema,
  schemaArrayKeyword,
  schemaKeyword,
  schemaMapKeyword,
  type SchemaDraft
} from "@cfworker/json-schema"

import type { JsonSchema, Refused } from "../JsonSchemaValidator.ts"
import { isPlain, linearPattern, type Matcher } from "./linearPattern.ts"
import { Meter } from "./meter.ts"
import { type Fields, isFields, misshapen } from "./schemaKeywords.ts"

const maxDepth = 64
const maxSubschemas = 10_000
/** Of all patterns together, as automata. */
const maxPatternSize = 10_000
/** Of one schema: each is tried on every name. */
const maxPropertyPatterns = 64

/** A copy that the checker may mark, its patterns taken out. */
export interface Prepared {
  readonly schema: Schema | boolean
  readonly draft: SchemaDraft
  /** By the name that stands in for the pattern in `schema`. */
  readonly patterns: ReadonlyMap<string, Matcher>
  /** Whether some keyword compares all items of an array with each other. */
  readonly isQuadratic: boolean
  /** Pays for each time that a part of the schema meets a part of a value. */
  readonly meter: Meter
}

export const refused = (reason: Refused["reason"], detail: string): Refused => ({
  _tag: "Refused",
  reason,
  detail
})

const drafts: ReadonlyArray<readonly [RegExp, SchemaDraft]> = [
  [/^https?:\/\/json-schema\.org\/draft\/2020-12\/schema#?$/, "2020-12"],
  [/^https?:\/\/json-schema\.org\/draft\/2019-09\/schema#?$/, "2019-09"],
  [/^https?:\/\/json-schema\.org\/draft-0[67]\/schema#?$/, "7"],
  [/^https?:\/\/json-schema\.org\/draft-04\/schema#?$/, "4"]
]

const draftOf = (schema: JsonSchema): SchemaDraft | undefined => {
  const declared = typeof schema === "object" ? schema["$schema"] : undefined
  if (declared === undefined) return "2020-12"
  return drafts.find(([pattern]) => typeof declared === "string" && pattern.test(declared))?.[1]
}

/** A refusal travels as an exception through the recursion, and no further than `prepare`. */
class Stop extends Error {
  readonly refusal: Refused
  constructor(refusal: Refused) {
    super(refusal.detail)
    this.refusal = refusal
  }
}

const stop = (reason: Refused["reason"], detail: string): never => {
  throw new Stop(refused(reason, detail))
}

/** The library runs these itself. */
const checkPattern = (pattern: string): void => {
  if (!isPlain(pattern)) {
    stop("Pattern", `the property pattern may not be linear: ${pattern.slice(0, 200)}`)
  }
  if (!isRegExp(pattern)) {
    stop("Pattern", `the property pattern cannot be read: ${pattern.slice(0, 200)}`)
  }
}

const isRegExp = (pattern: string, flags = "u"): boolean => {
  try {
    return new RegExp(pattern, flags).flags === flags
  } catch {
    return false
  }
}

const noMatcher = (pattern: string): readonly [Refused["reason"], string] => {
  const text = pattern.slice(0, 200)
  return isRegExp(pattern) || isRegExp(pattern, "")
    ? ["Pattern", `the pattern has no linear-time form: ${text}`]
    : ["NotASchema", `the pattern cannot be read: ${text}`]
}

/** In keywords that are gone through each time. */
const costOf = (copy: Fields): number =>
  ["enum", "required", "properties", "patternProperties"].reduce((cost, key) => {
    const value = copy[key]
    return typeof value === "object" && value !== null ? cost + Object.keys(value).length / 8 : cost
  }, 1)

class Copier {
  readonly patterns = new Map<string, Matcher>()
  readonly meter = new Meter()
  isQuadratic = false
  private count = 0
  private patternSize = 0
  private readonly draft: SchemaDraft

  constructor(draft: SchemaDraft) {
    this.draft = draft
  }

  /** A schema, or what stands where one could be pointed to. */
  schema(value: unknown, depth: number, isOne = true): unknown {
    if (!isFields(value)) return value
    const wrong = isOne ? misshapen(value) : undefined
    if (wrong !== undefined) stop("NotASchema", `"${wrong}" has a value that it cannot have`)
    this.count += 1
    if (this.count > maxSubschemas) stop("TooComplex", `more than ${maxSubschemas} subschemas`)
    if (depth > maxDepth) stop("TooComplex", `subschemas nested deeper than ${maxDepth}`)
    const copy: Fields = {}
    for (const [key, member] of Object.entries(value)) {
      Object.defineProperty(copy, key, {
        value: this.keyword(key, member, depth),
        enumerable: true,
        writable: true,
        configurable: true
      })
    }
    return this.rewrite(copy)
  }

  private keyword(key: string, value: unknown, depth: number): unknown {
    if (ignoredKeyword[key]) return value
    if (Array.isArray(value)) {
      return schemaArrayKeyword[key] ? value.map((item) => this.schema(item, depth + 1)) : value
    }
    if (schemaMapKeyword[key] && isFields(value)) return this.map(key, value, depth)
    return this.schema(value, depth + 1, Object.hasOwn(schemaKeyword, key))
  }

  private map(key: string, value: Fields, depth: number): Fields {
    const copy: Fields = Object.create(null)
    if (key === "patternProperties" && Object.keys(value).length > maxPropertyPatterns) {
      stop("TooComplex", `more than ${maxPropertyPatterns} property patterns`)
    }
    for (const [name, member] of Object.entries(value)) {
      if (key === "patternProperties") checkPattern(name)
      copy[name] = this.schema(member, depth + 1)
    }
    return copy
  }

  /** `format` only annotates, so its place is free for what stands in for the pattern. */
  private rewrite(copy: Fields): Fields {
    if (copy["uniqueItems"] === true) this.isQuadratic = true
    delete copy["format"]
    if (typeof copy["pattern"] === "string") copy["format"] = this.nameOf(copy["pattern"])
    delete copy["pattern"]
    if (copy["$dynamicRef"] !== undefined && this.draft === "2020-12") {
      if (copy["$ref"] !== undefined) stop("TooComplex", "$ref beside $dynamicRef")
      copy["$ref"] = copy["$dynamicRef"]
    }
    if (copy["$dynamicAnchor"] !== undefined) copy["$anchor"] = copy["$dynamicAnchor"]
    return this.metered(copy)
  }

  /** The library reads every keyword once when it begins with a schema; this is the one that is paid at. */
  private metered(copy: Fields): Fields {
    const { $recursiveAnchor } = copy
    const { meter } = this
    const cost = costOf(copy)
    const measures = copy["minLength"] !== undefined || copy["maxLength"] !== undefined
    return Object.defineProperty(copy, "$recursiveAnchor", {
      enumerable: false,
      get: () => {
        meter.spend(measures ? cost + meter.longest / 512 : cost)
        return $recursiveAnchor
      }
    })
  }

  private nameOf(pattern: string): string {
    const name = `pattern:${pattern}`
    if (!this.patterns.has(name)) {
      this.patterns.set(name, this.matcherOf(pattern))
    }
    return name
  }

  private matcherOf(pattern: string): Matcher {
    const matcher = linearPattern(pattern) ?? stop(...noMatcher(pattern))
    const { meter } = this
    const { size, test } = matcher
    this.patternSize += size
    if (this.patternSize > maxPatternSize) stop("TooComplex", "too many, or too large, patterns")
    return {
      size,
      test: (text) => {
        meter.spend((size * text.length) / 8)
        return test(text)
      }
    }
  }
}

/** A copy to check against, or why there is none. */
export const prepare = (schema: JsonSchema): Prepared | Refused => {
  if (typeof schema !== "boolean" && !isFields(schema)) {
    return refused("NotASchema", "a JSON Schema is an object or a boolean")
  }
  const draft = draftOf(schema)
  if (draft === undefined) {
    const declared = typeof schema === "object" ? schema["$schema"] : undefined
    return refused("Dialect", `unsupported JSON Schema dialect: ${String(declared).slice(0, 200)}`)
  }
  const copier = new Copier(draft)
  try {
    const copy = copier.schema(schema, 0) as Schema | boolean
    return {
      schema: copy,
      draft,
      patterns: copier.patterns,
      isQuadratic: copier.isQuadratic,
      meter: copier.meter
    }
  } catch (error) {
    if (error instanceof Stop) return error.refusal
    throw error
  }
}
