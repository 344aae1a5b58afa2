import { isUtf8 } from "node:buffer"

/**
 * Bytes to messages: one JSON-RPC message a line, UTF-8, whatever way the chunks were cut.
 *
 * A chunk is decoded once and cut at its newlines. A line that is too long is skipped up to its newline
 * without being held, so a peer cannot make us keep more than `maxFrameBytes`; a line that is not UTF-8, or
 * not JSON, is handed over as `Malformed` with the id it was sent under where that can be known. The line
 * after it is read as if nothing had happened. Works for any stream of bytes, a socket as well as a pipe.
 *
 * @spec 2026-07-28/basic/transports/stdio#receiving-messages
 * @since 0.1.0
 */
import { JsonRpc } from "@effect-mcp/schema"

import * as EnvelopeScan from "./internal/envelopeScan.ts"

/**
 * What a reader needs to know, and whom it tells.
 *
 * @since 0.1.0
 */
export interface Options {
  /** Called for each line, in order. Must not throw. */
  readonly onMessage: (message: JsonRpc.Parsed) => void
  /**
   * The longest line that is read, in bytes and without its newline.
   *
   * @default 10485760
   */
  readonly maxFrameBytes?: number | undefined
}

/**
 * 10 MiB.
 *
 * @since 0.1.0
 */
export const defaultMaxFrameBytes = 10 * 1024 * 1024

const nothing = Buffer.alloc(0)
const newline = 10
const byteOrderMark = 0xfeff

/**
 * Holds the line that is not complete yet, and nothing else.
 *
 * @spec 2026-07-28/basic/transports/stdio#receiving-messages
 * @since 0.1.0
 */
export class FrameReader {
  readonly #onMessage: (message: JsonRpc.Parsed) => void
  readonly #limit: number
  /** The first `#heldBytes` of it. One buffer that grows: many small pieces would cost more than their bytes. */
  #held = nothing
  #heldBytes = 0
  #skipped: EnvelopeScan.EnvelopeScan | undefined = undefined
  #atStart = true

  constructor(options: Options) {
    this.#onMessage = options.onMessage
    this.#limit = options.maxFrameBytes ?? defaultMaxFrameBytes
  }

  /** Takes the next bytes, in whatever pieces they came. */
  push(chunk: Buffer): void {
    if (this.#skipped === undefined && this.#heldBytes + chunk.length <= this.#limit) {
      this.#pushWhole(chunk)
    } else {
      this.#pushByLine(chunk)
    }
  }

  /** Says that no more bytes come: a last line without its newline is a line all the same. */
  end(): void {
    if (this.#skipped !== undefined || this.#heldBytes > 0) this.#endLine(nothing)
  }

  /** No line in here can be over the limit: decode up to the last newline at once. */
  #pushWhole(chunk: Buffer): void {
    const end = chunk.lastIndexOf(newline)
    if (end < 0) return this.#hold(chunk)
    const bytes = this.#take(chunk.subarray(0, end))
    this.#hold(chunk.subarray(end + 1))
    if (isUtf8(bytes)) this.#lines(bytes.toString("utf8"))
    else this.#linesOf(bytes)
  }

  #lines(text: string): void {
    let from = 0
    let to = text.indexOf("\n")
    while (to >= 0) {
      this.#line(text.slice(from, to))
      from = to + 1
      to = text.indexOf("\n", from)
    }
    this.#line(from === 0 ? text : text.slice(from))
  }

  #linesOf(bytes: Buffer): void {
    let from = 0
    let to = bytes.indexOf(newline)
    while (to >= 0) {
      this.#lineOf(bytes.subarray(from, to))
      from = to + 1
      to = bytes.indexOf(newline, from)
    }
    this.#lineOf(bytes.subarray(from))
  }

  /** Near the limit, or past it: look at each line by itself. */
  #pushByLine(chunk: Buffer): void {
    let from = 0
    let to = chunk.indexOf(newline)
    while (to >= 0) {
      this.#endLine(chunk.subarray(from, to))
      from = to + 1
      to = chunk.indexOf(newline, from)
    }
    this.#hold(chunk.subarray(from))
    if (this.#heldBytes > this.#limit) this.#skip()
  }

  #endLine(last: Buffer): void {
    if (this.#skipped === undefined && this.#heldBytes + last.length <= this.#limit) {
      return this.#lineOf(this.#take(last))
    }
    this.#hold(last)
    const scan = this.#skipped ?? this.#skip()
    this.#skipped = undefined
    this.#atStart = false
    this.#malformed(scan, `Parse error: the message is longer than ${this.#limit} bytes`)
  }

  /** Turns what is held into what is only looked at. */
  #skip(): EnvelopeScan.EnvelopeScan {
    const scan = new EnvelopeScan.EnvelopeScan()
    scan.push(this.#take(nothing))
    this.#skipped = scan
    return scan
  }

  #hold(piece: Buffer): void {
    if (this.#skipped !== undefined) this.#skipped.push(piece)
    else if (piece.length > 0) this.#append(piece)
  }

  #append(piece: Buffer): void {
    const bytes = this.#heldBytes + piece.length
    if (bytes > this.#held.length) {
      const grown = Buffer.allocUnsafe(Math.max(bytes, 2 * this.#heldBytes))
      this.#held.copy(grown, 0, 0, this.#heldBytes)
      this.#held = grown
    }
    piece.copy(this.#held, this.#heldBytes)
    this.#heldBytes = bytes
  }

  #take(last: Buffer): Buffer {
    if (this.#heldBytes === 0) return last
    this.#append(last)
    const whole = this.#held.subarray(0, this.#heldBytes)
    this.#held = nothing
    this.#heldBytes = 0
    return whole
  }

  #lineOf(bytes: Buffer): void {
    if (isUtf8(bytes)) return this.#line(bytes.toString("utf8"))
    this.#atStart = false
    this.#malformed(EnvelopeScan.of(bytes), "Parse error: the message is not UTF-8")
  }

  #line(line: string): void {
    let text = line
    if (this.#atStart) {
      this.#atStart = false
      if (text.charCodeAt(0) === byteOrderMark) text = text.slice(1)
    }
    if (text === "" || text === "\r") return
    const message = JsonRpc.parse(text)
    if (message._tag === "Malformed" && message.code === -32700) {
      this.#malformed(EnvelopeScan.of(Buffer.from(text)), message.message)
    } else {
      this.#onMessage(message)
    }
  }

  #malformed(scan: EnvelopeScan.EnvelopeScan, message: string): void {
    const { answerable, id } = scan
    this.#onMessage({ _tag: "Malformed", id, code: -32700, message, answerable })
  }
}
