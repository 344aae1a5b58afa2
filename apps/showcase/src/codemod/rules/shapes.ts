import type { Shape } from "../Shape.ts"
import { generator, service, sequence } from "./effectShapes.ts"
import { either } from "./eitherShapes.ts"
import { get, globalValue, reference } from "./referenceShapes.ts"
import {
  check,
  defect,
  filter,
  jsonString,
  list,
  literal,
  optionalWith,
  positional,
  schemaType
} from "./schemaShapes.ts"
/**
 * Which names have a rule of their own, and which rule.
 *
 * @since 0.1.0
 */
import type { Table } from "./Table.ts"

/** By the module that the rules know a name under, then by the name. */
export const shapes: Table<Table<Shape>> = {
  "effect/Context": { Tag: service },
  "effect/Effect": { gen: generator, Tag: service, zipRight: sequence },
  "effect/Either": { mapBoth: either, match: either },
  "effect/FiberRef": { get, unsafeMake: reference },
  "effect/GlobalValue": { globalValue },
  "effect/Schema": {
    between: check("isBetween"),
    Defect: defect,
    endsWith: check("isEndingWith"),
    Exit: positional(["success", "failure", "defect"]),
    filter,
    finite: check("isFinite"),
    greaterThan: check("isGreaterThan"),
    greaterThanOrEqualTo: check("isGreaterThanOrEqualTo"),
    HashMap: positional(["key", "value"]),
    HashMapFromSelf: positional(["key", "value"], "HashMap"),
    includes: check("isIncluding"),
    int: check("isInt"),
    lessThan: check("isLessThan"),
    lessThanOrEqualTo: check("isLessThanOrEqualTo"),
    Literal: literal,
    maxItems: check("isMaxLength"),
    maxLength: check("isMaxLength"),
    minItems: check("isMinLength"),
    minLength: check("isMinLength"),
    multipleOf: check("isMultipleOf"),
    negative: check("isLessThan", "0"),
    nonEmptyString: check("isNonEmpty"),
    nonNegative: check("isGreaterThanOrEqualTo", "0"),
    nonPositive: check("isLessThanOrEqualTo", "0"),
    optionalWith,
    parseJson: jsonString,
    pattern: check("isPattern"),
    positive: check("isGreaterThan", "0"),
    ReadonlyMapFromSelf: positional(["key", "value"], "ReadonlyMap"),
    Record: positional(["key", "value"]),
    Schema: schemaType,
    startsWith: check("isStartingWith"),
    TemplateLiteral: list,
    trimmed: check("isTrimmed"),
    Tuple: list,
    Union: list
  }
}

/** Every target the rules above can write, for the test that looks them up. */
export const shapeTargets: ReadonlyArray<readonly [module: string, member: string]> = [
  ["effect/Context", "Reference"],
  ["effect/Context", "Service"],
  ["effect/Effect", "andThen"],
  ["effect/Effect", "gen"],
  ["effect/Effect", "sync"],
  ["effect/Result", "mapBoth"],
  ["effect/Result", "match"],
  ...[
    "check",
    "Defect",
    "Exit",
    "fromJsonString",
    "HashMap",
    "isBetween",
    "isEndingWith",
    "isFinite",
    "isGreaterThan",
    "isGreaterThanOrEqualTo",
    "isIncluding",
    "isInt",
    "isLessThan",
    "isLessThanOrEqualTo",
    "isMaxLength",
    "isMinLength",
    "isMultipleOf",
    "isNonEmpty",
    "isPattern",
    "isStartingWith",
    "isTrimmed",
    "Literal",
    "Literals",
    "makeFilter",
    "Null",
    "optional",
    "optionalKey",
    "ReadonlyMap",
    "Record",
    "refine",
    "TemplateLiteral",
    "Tuple",
    "Union",
    "Unknown",
    "withConstructorDefault",
    "withDecodingDefaultType",
    "withDecodingDefaultTypeKey"
  ].map((member) => ["effect/Schema", member] as const)
]
