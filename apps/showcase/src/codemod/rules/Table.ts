/**
 * How the rules are written down, and how they are looked up.
 *
 * @since 0.1.0
 */

/** Rows by name. */
export type Table<Row> = Readonly<Record<string, Row>>

/** A row that is written there: source code may well ask for `constructor` or `toString`. */
export const row = <Row>(
  table: Table<Row> | undefined,
  name: string | undefined
): Row | undefined =>
  table !== undefined && name !== undefined && Object.hasOwn(table, name) ? table[name] : undefined
