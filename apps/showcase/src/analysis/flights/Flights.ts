import { createRequire } from "node:module"
import { fileURLToPath, pathToFileURL } from "node:url"
import { zstdDecompressSync } from "node:zlib"

/**
 * Three million flights within the United States, January to June 2001, as the Bureau of Transportation
 * Statistics has them: a file of the npm package `vega-datasets`, read where it is installed.
 *
 * @since 0.1.0
 */
import { Cache, Context, Duration, Effect, Exit, Layer, Schema } from "effect"
import {
  type AsyncBuffer,
  asyncBufferFromFile,
  type DecodedArray,
  type FileMetaData,
  parquetMetadataAsync,
  parquetRead
} from "hyparquet"

import * as Period from "./Period.ts"
import * as Table from "./Table.ts"

/** The file is not there, or not what it was. */
export class TableUnreadable extends Schema.TaggedError<TableUnreadable>()("TableUnreadable", {
  cause: Schema.Defect()
}) {
  override get message() {
    return "The table of flights cannot be read"
  }
}

/** Told how many records were read, of how many. */
export type OnRead = (read: number, total: number) => Effect.Effect<void>

export class Flights extends Context.Service<
  Flights,
  {
    /** How many records the file has. */
    readonly records: number
    /** The whole days it has. */
    readonly days: Period.Period
    /** Reads the flights of these days, part by part: others have their turn in between. */
    readonly read: (
      period: Period.Period,
      onRead?: OnRead
    ) => Effect.Effect<Table.Table, TableUnreadable>
    /** The flights of one day, quickly if others near it were looked up before. */
    readonly lookUp: (day: number) => Effect.Effect<Table.Table, TableUnreadable>
  }
>()("@effect-mcp/showcase/analysis/Flights") {}

interface File {
  readonly buffer: AsyncBuffer
  readonly metadata: FileMetaData
}

/** Neighbouring records of the file, which are read at once. */
interface Part {
  readonly start: number
  readonly end: number
  /** The days of its first and its last flight. */
  readonly first: number
  readonly last: number
}

const attempt = <A>(work: () => Promise<A>): Effect.Effect<A, TableUnreadable> =>
  Effect.tryPromise({ try: work, catch: (cause) => new TableUnreadable({ cause }) })

const open = attempt(async (): Promise<File> => {
  const main = createRequire(import.meta.url).resolve("vega-datasets")
  const file = new URL("../data/flights-3m.parquet", pathToFileURL(main))
  const buffer = await asyncBufferFromFile(fileURLToPath(file))
  return { buffer, metadata: await parquetMetadataAsync(buffer) }
})

const dayOf = (moment: unknown): number => {
  if (!(moment instanceof Date)) throw new TypeError("A part does not say when its flights left")
  return Period.dayOf(moment.getTime())
}

const partsOf = ({ metadata }: File): ReadonlyArray<Part> => {
  let end = 0
  return metadata.row_groups.map((group) => {
    const start = end
    end += Number(group.num_rows)
    const statistics = group.columns[0]?.meta_data?.statistics
    const first = dayOf(statistics?.min_value)
    return { start, end, first, last: dayOf(statistics?.max_value) }
  })
}

const integer = (value: unknown): number => {
  if (typeof value !== "bigint" && typeof value !== "number") throw new TypeError("Not a number")
  return Number(value)
}

const text = (value: unknown): string => {
  if (typeof value !== "string") throw new TypeError("Not a text")
  return value
}

const put = (column: DecodedArray, start: number, take: (row: number, value: unknown) => void) => {
  for (let i = 0; i < column.length; i++) take(start + i, column[i])
}

/** Decodes one part, column after column. */
const readPart = async ({ buffer, metadata }: File, part: Part): Promise<Table.Records> => {
  const size = part.end - part.start
  const minute = new Int32Array(size)
  const delay = new Int16Array(size)
  const distance = new Int16Array(size)
  const origin = Array.from({ length: size }, () => "")
  const destination = Array.from({ length: size }, () => "")
  const columns: Record<string, (row: number, value: unknown) => void> = {
    date: (row, value) => (minute[row] = integer(value)),
    delay: (row, value) => (delay[row] = integer(value)),
    distance: (row, value) => (distance[row] = integer(value)),
    origin: (row, value) => (origin[row] = text(value)),
    destination: (row, value) => (destination[row] = text(value))
  }
  await parquetRead({
    file: buffer,
    metadata,
    compressors: { ZSTD: (input) => zstdDecompressSync(input) },
    columns: Object.keys(columns),
    rowStart: part.start,
    rowEnd: part.end,
    parsers: { timestampFromMicroseconds: (micros) => Number(micros / 60_000_000n) },
    onChunk: ({ columnData, columnName, rowStart }) => {
      const take = columns[columnName]
      if (take !== undefined) put(columnData, rowStart - part.start, take)
    }
  })
  return { minute, delay, distance, origin, destination }
}

const reading = (
  parts: ReadonlyArray<Part>,
  readPart: (part: Part) => Effect.Effect<Table.Records, TableUnreadable>
) =>
  Effect.fnUntraced(function* (period: Period.Period, onRead?: OnRead) {
    const wanted = parts.filter(({ first, last }) => last >= period.from && first < period.until)
    const total = wanted.reduce((sum, { end, start }) => sum + end - start, 0)
    const builder = new Table.Builder(period, total)
    let read = 0
    for (const part of wanted) {
      const records = yield* readPart(part)
      yield* Effect.yieldNow
      builder.add(records)
      read += part.end - part.start
      if (onRead !== undefined) yield* onRead(read, total)
    }
    return builder.build()
  })

/** How many parts are kept of those that single days were looked up in. */
const kept = 3

const make = Effect.gen(function* () {
  const file = yield* open
  const parts = yield* attempt(async () => partsOf(file))
  const read = (part: Part) => attempt(() => readPart(file, part))
  const recent = yield* Cache.makeWith((part: Part) => Effect.uninterruptible(read(part)), {
    capacity: kept,
    timeToLive: (exit) => (Exit.isSuccess(exit) ? Duration.infinity : Duration.zero)
  })
  const lookUp = reading(parts, (part) => Cache.get(recent, part))
  return Flights.of({
    records: Number(file.metadata.num_rows),
    // The last flight left when its day had hardly begun.
    days: { from: parts[0]?.first ?? 0, until: parts.at(-1)?.last ?? 0 },
    read: reading(parts, read),
    lookUp: (day) => lookUp({ from: day, until: day + 1 })
  })
})

/** Opens the file. */
export const layer = Layer.effect(Flights, make)
