/**
 * The text of a body that comes in pieces. Nothing of it is of `node:`, so that every mount can use it.
 */
import type { BodyReader } from "../HttpExchange.ts"

const utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true })

/** Most bodies are whole with their first piece, and then nothing is copied. @since 0.1.0 */
export class BodyText {
  private first: Uint8Array | undefined
  private rest: Array<Uint8Array> | undefined
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
    if (this.first === undefined) this.first = piece
    else (this.rest ??= []).push(piece)
    return true
  }

  end(): void {
    const text = decoded(this.bytes())
    if (text === undefined) this.reader.noBody("NotUtf8")
    else this.reader.body(text)
  }

  private bytes(): Uint8Array {
    const { first, rest, size } = this
    if (first === undefined || rest === undefined) return first ?? new Uint8Array()
    const bytes = new Uint8Array(size)
    bytes.set(first)
    let at = first.length
    for (const piece of rest) {
      bytes.set(piece, at)
      at += piece.length
    }
    return bytes
  }
}

const decoded = (bytes: Uint8Array): string | undefined => {
  try {
    return utf8.decode(bytes)
  } catch {
    return undefined
  }
}
