/**
 * One connection of `node:sqlite`, with its prepared statements.
 *
 * @since 0.1.0
 */
import type { DatabaseSync, SQLInputValue, StatementSync } from "node:sqlite"

import * as Effect from "effect/Effect"
import * as SqlClient from "effect/sql/SqlClient"
import type { Connection } from "effect/sql/SqlConnection"
import * as Stream from "effect/Stream"

import type { Rows, Value } from "./Database.ts"
import { attempt, patiently, toSqlError } from "./sqliteAttempts.ts"

/** Runs one statement; gives its rows as arrays of columns. Throws `SqlError`. */
export type Run = (text: string, values: ReadonlyArray<Value>) => Rows

/** Statements by their text, the oldest of too many forgotten. */
class Statements {
  private readonly prepared = new Map<string, StatementSync>()
  private readonly prepare: (text: string) => StatementSync

  constructor(prepare: (text: string) => StatementSync) {
    this.prepare = prepare
  }

  get(text: string): StatementSync {
    const known = this.prepared.get(text)
    if (known !== undefined) return known
    const made = this.prepare(text)
    if (this.prepared.size >= 256) this.prepared.delete(this.prepared.keys().next().value ?? "")
    this.prepared.set(text, made)
    return made
  }
}

const toInput = (value: unknown): SQLInputValue => {
  switch (typeof value) {
    case "string":
    case "number":
    case "bigint":
      return value
    case "boolean":
      return value ? 1 : 0
  }
  if (value === null || value === undefined) return null
  if (value instanceof Uint8Array) return value
  return value instanceof Date ? value.toISOString() : JSON.stringify(value)
}

interface Shape {
  readonly arrays: boolean
  /** Also what a statement without rows has done. */
  readonly raw: boolean
}

const rows: Shape = { arrays: false, raw: false }
const values: Shape = { arrays: true, raw: false }
const raw: Shape = { arrays: false, raw: true }

export class SqliteConnection implements Connection {
  readonly database: DatabaseSync
  private readonly direct: Statements
  private readonly general: Statements

  constructor(database: DatabaseSync) {
    this.database = database
    this.general = new Statements((text) => database.prepare(text))
    this.direct = new Statements((text) => {
      const statement = database.prepare(text)
      statement.setReturnArrays(true)
      return statement
    })
  }

  readonly run: Run = (text, values) => {
    try {
      return this.direct.get(text).all(...values) as unknown as Rows // arrays, as set above
    } catch (cause) {
      throw toSqlError(cause, "execute")
    }
  }

  /** A part of the open transaction, all of it or nothing. */
  part<A>(use: (run: Run) => A): A {
    this.run("SAVEPOINT now", [])
    try {
      const made = use(this.run)
      this.run("RELEASE now", [])
      return made
    } catch (error) {
      if (this.database.isTransaction) this.run("ROLLBACK TO now", [])
      throw error
    }
  }

  private perform(
    text: string,
    parameters: ReadonlyArray<unknown>,
    shape: Shape,
    safeIntegers: boolean
    // oxlint-disable-next-line typescript/no-explicit-any -- rows are `any` in the interface of effect/sql
  ): any {
    try {
      const statement = this.general.get(text)
      const hasRows = statement.columns().length > 0
      statement.setReturnArrays(shape.arrays)
      // What a statement without rows has done includes the last id, which may be too large for a number.
      statement.setReadBigInts(safeIntegers || !hasRows)
      if (hasRows) return statement.all(...parameters.map(toInput))
      const done = statement.run(...parameters.map(toInput))
      return shape.raw ? done : []
    } catch (cause) {
      throw toSqlError(cause, "execute")
    }
  }

  private effect(text: string, parameters: ReadonlyArray<unknown>, shape: Shape) {
    return Effect.withFiber((fiber) => {
      const safeIntegers = fiber.getRef(SqlClient.SafeIntegers)
      const use = () => this.perform(text, parameters, shape, safeIntegers)
      return this.database.isTransaction ? attempt(use) : patiently(use)
    })
  }

  execute: Connection["execute"] = (text, parameters, transform) =>
    transform === undefined
      ? this.effect(text, parameters, rows)
      : Effect.map(this.effect(text, parameters, rows), transform)

  executeUnprepared: Connection["executeUnprepared"] = this.execute

  executeRaw: Connection["executeRaw"] = (text, parameters) => this.effect(text, parameters, raw)

  executeValues: Connection["executeValues"] = (text, parameters) =>
    this.effect(text, parameters, values)

  executeValuesUnprepared: Connection["executeValuesUnprepared"] = this.executeValues

  /** All rows are read before the first is given. */
  executeStream: Connection["executeStream"] = (text, parameters, transform) =>
    Stream.fromIterableEffect(this.execute(text, parameters, transform))
}
