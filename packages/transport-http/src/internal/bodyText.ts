/**
 * The text of a body that comes in pieces. Nothing of it is of `node:`, so that every mount can use it.
 */
import type { BodyReader } from "../HttpExchange.ts"
import { joined } from "./joined.ts"

const utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true })

/** Gathers pieces, and tells the reader at the end. @since 0.1.0 */
export class BodyText {
  private readonly pieces: Array<Uint8Array> = []
  private size = 0
  private readonly limit: number
  private readonly reader: BodyReader

  constructor(limit: number, reader: BodyReader) {
    this.limit = limit
    this.reader = reader
  }

  get length(): number {
    return this.size
  }

  /** Whether it may go on; if not, the reader knows why. */
  add(piece: Uint8Array): boolean {
    this.size += piece.length
    if (this.size > this.limit) {
      this.reader.noBody("TooLarge")
      return false
    }
    this.pieces.push(piece)
    return true
  }

  end(): void {
    const text = decoded(joined(this.pieces, this.size))
    if (text === undefined) this.reader.noBody("NotUtf8")
    else this.reader.body(text)
  }
}

const decoded = (bytes: Uint8Array): string | undefined => {
  try {
    return utf8.decode(bytes)
  } catch {
    return undefined
  }
}
