import { createRequire } from "node:module"
import { fileURLToPath, pathToFileURL } from "node:url"
import { zstdDecompressSync } from "node:zlib"

/**
 * The file of the flights, row by row.
 *
 * @since 0.1.0
 */
import {
  asyncBufferFromFile,
  parquetMetadataAsync,
  parquetReadObjects,
  type ParquetRow
} from "hyparquet"

export interface Row {
  readonly date: Date
  readonly delay: bigint
  readonly distance: bigint
  readonly origin: string
  readonly destination: string
}

export const millisPerDay = 86_400_000

const file = new URL(
  "../data/flights-3m.parquet",
  pathToFileURL(createRequire(import.meta.url).resolve("vega-datasets"))
)

/** Gives the rows of the file up to a moment and some beyond, as many at once as it keeps together. */
export async function* read(end: number): AsyncGenerator<ReadonlyArray<ParquetRow>> {
  const buffer = await asyncBufferFromFile(fileURLToPath(file))
  const metadata = await parquetMetadataAsync(buffer)
  let rowStart = 0
  for (const { num_rows } of metadata.row_groups) {
    const rowEnd = rowStart + Number(num_rows)
    const compressors = { ZSTD: (input: Uint8Array) => zstdDecompressSync(input) }
    const rows = await parquetReadObjects({ file: buffer, metadata, compressors, rowStart, rowEnd })
    yield rows
    if (rows.at(-1)?.["date"] >= end) return
    rowStart = rowEnd
  }
}

/** Tells rows that are new from those that are there already. */
export class Distinct {
  private readonly seen = new Set<string>()
  private moment = Number.NaN

  isNew({ date, delay, destination, distance, origin }: Row): boolean {
    if (date.getTime() !== this.moment) this.seen.clear()
    this.moment = date.getTime()
    const before = this.seen.size
    this.seen.add(`${delay} ${distance} ${origin} ${destination}`)
    return this.seen.size > before
  }
}
