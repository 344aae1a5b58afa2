/**
 * The id of a message that cannot be parsed, found by looking at its bytes as they pass.
 *
 * A message that is too long, damaged or cut off still wants an answer, and its sender recognises one by the
 * id alone. This follows nesting and strings just far enough to tell the outermost members from all others,
 * so an `"id"` inside the parameters is never taken for the message's own. It keeps a few hundred bytes.
 *
 * @spec 2025-11-25/basic#responses
 * @since 0.1.0
 */
import { JsonRpc } from "@effect-mcp/schema"

const quote = 0x22
const backslash = 0x5c
const colon = 0x3a
const comma = 0x2c
const openBrace = 0x7b
const closeBrace = 0x7d
const openBracket = 0x5b
const closeBracket = 0x5d

/** Longer ids exist in no client; a longer token is not kept. */
const maxTokenBytes = 512

/**
 * Fed with the bytes of one message; afterwards `id` and `answerable` say what was recognised.
 *
 * @since 0.1.0
 */
export class EnvelopeScan {
  #id: JsonRpc.RequestId | undefined = undefined
  #isCall = false
  #isAnswer = false
  #depth = 0
  #inString = false
  #escaped = false
  #ended = false
  #key = ""
  #token: Array<number> = []

  /** The message's own id, if it was there in full. */
  get id(): JsonRpc.RequestId | undefined {
    return this.#id
  }

  /** Whether its sender may be told: not about a whole notification, nor about an answer to us. */
  get answerable(): boolean {
    const isNotification = this.#isCall && this.#ended && this.#id === undefined
    return !this.#isAnswer && !isNotification
  }

  push(bytes: Uint8Array): void {
    for (const byte of bytes) {
      if (this.#ended) return
      if (this.#inString) this.#stringByte(byte)
      else this.#byte(byte)
    }
  }

  #stringByte(byte: number): void {
    this.#keep(byte)
    if (this.#escaped) this.#escaped = false
    else if (byte === backslash) this.#escaped = true
    else if (byte === quote) this.#inString = false
  }

  #byte(byte: number): void {
    switch (byte) {
      case quote:
        this.#inString = true
        return this.#keep(byte)
      case openBrace:
      case openBracket:
        return this.#open(byte)
      case closeBrace:
      case closeBracket:
        return this.#close()
      case colon:
        return this.#endKey()
      case comma:
        return this.#endValue()
      default:
        // Whitespace, and the bytes of numbers and words.
        if (byte > 0x20) this.#keep(byte)
    }
  }

  /** A message is an object; in what else there is at the top nothing is looked for. */
  #open(byte: number): void {
    this.#keep(byte)
    if (this.#depth === 0 && byte === openBracket) this.#ended = true
    this.#depth += 1
  }

  #close(): void {
    this.#endValue()
    this.#depth -= 1
    if (this.#depth <= 0) this.#ended = true
  }

  #keep(byte: number): void {
    if (this.#depth === 1 && this.#token.length <= maxTokenBytes) this.#token.push(byte)
  }

  #takeToken(): string {
    const token = Buffer.from(this.#token).toString("utf8")
    this.#token = []
    return token
  }

  #endKey(): void {
    if (this.#depth !== 1) return
    this.#key = this.#takeToken()
    if (this.#key === '"method"') this.#isCall = true
    else if (this.#key === '"result"' || this.#key === '"error"') this.#isAnswer = true
  }

  #endValue(): void {
    if (this.#depth !== 1) return
    const token = this.#takeToken()
    if (this.#key === '"id"') this.#id = requestId(token)
    this.#key = ""
  }
}

/**
 * A scan of a whole message.
 *
 * @since 0.1.0
 */
export const of = (bytes: Uint8Array): EnvelopeScan => {
  const scan = new EnvelopeScan()
  scan.push(bytes)
  return scan
}

const requestId = (token: string): JsonRpc.RequestId | undefined => {
  try {
    const value: unknown = JSON.parse(token)
    return JsonRpc.isRequestId(value) ? value : undefined
  } catch {
    return undefined
  }
}
