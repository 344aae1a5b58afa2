import type { Writable } from "node:stream"

/**
 * Keeps everything but messages off standard output.
 *
 * One `console.log` in a handler, or in a library it uses, would end the conversation. Once this is in
 * place whatever this process writes to `process.stdout` goes to `process.stderr`, and only the function
 * that it gives reaches the real one. A child process that inherits the descriptor is out of its reach,
 * and so is `fs.writeSync(1, …)`.
 *
 * @spec 2026-07-28/basic/transports/stdio#sending-messages
 * @since 0.1.0
 */
import * as Effect from "effect/Effect"

/** What still writes to a stream that was diverted. */
const originals = new WeakMap<Writable, Writable["write"]>()

const ignore = (): void => {}

/**
 * Sends what others write to `output` to `diagnostics` instead, for as long as the process lives: what runs
 * after the last message is no message either. Gives the function that still writes to `output`, the same
 * one when called again.
 *
 * @since 0.1.0
 */
export const divert = (output: Writable, diagnostics: Writable): Effect.Effect<Writable["write"]> =>
  Effect.sync(() => {
    const known = originals.get(output)
    if (known !== undefined) return known
    const write = output.write.bind(output)
    originals.set(output, write)
    output.write = diagnostics.write.bind(diagnostics)
    // That nobody reads is for the server to notice, and no reason to fail in a stray write.
    output.on("error", ignore)
    diagnostics.on("error", ignore)
    return write
  })
