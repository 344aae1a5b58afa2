/**
 * A compressed body, inflated a piece at a time: whoever receives the pieces can count them and stop, so that a small
 * answer cannot become a large one unnoticed.
 *
 * @since 0.1.0
 */
import type { Transform } from "node:stream"
import type * as NodeZlib from "node:zlib"

/** Where the pieces go. @since 0.1.0 */
export interface Output {
  readonly chunk: (bytes: Uint8Array) => void
  readonly end: () => void
  readonly error: (cause: unknown) => void
}

/** Where the compressed bytes come from. @since 0.1.0 */
export interface Input {
  readonly pause: () => void
  readonly resume: () => void
}

/** @since 0.1.0 */
export type Zlib = typeof NodeZlib

const inflating: { readonly [encoding: string]: ((zlib: Zlib) => Transform) | undefined } = {
  __proto__: null as never,
  br: (zlib) => zlib.createBrotliDecompress(),
  deflate: (zlib) => zlib.createInflate(),
  gzip: (zlib) => zlib.createGunzip(),
  "x-gzip": (zlib) => zlib.createGunzip()
}

/** @since 0.1.0 */
export class Inflation {
  readonly #stream: Transform
  readonly #input: Input

  constructor(stream: Transform, output: Output, input: Input) {
    this.#stream = stream
    this.#input = input
    stream
      .on("data", (bytes: Uint8Array) => output.chunk(bytes))
      .on("end", () => output.end())
      .on("error", (cause) => output.error(cause))
      .on("drain", () => input.resume())
  }

  /** `undefined` if nothing is known that undoes `encoding`. */
  static make(zlib: Zlib, encoding: string, output: Output, input: Input): Inflation | undefined {
    const stream = inflating[encoding.trim().toLowerCase()]?.(zlib)
    return stream === undefined ? undefined : new Inflation(stream, output, input)
  }

  push(bytes: Uint8Array): void {
    if (!this.#stream.write(bytes)) this.#input.pause()
  }

  end(): void {
    this.#stream.end()
  }

  abort(): void {
    this.#stream.destroy()
  }

  pause(): void {
    this.#stream.pause()
  }

  resume(): void {
    this.#stream.resume()
  }
}
