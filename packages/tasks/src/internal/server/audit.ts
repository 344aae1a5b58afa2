/**
 * Who did what to which task, at debug level. Nothing is made where nobody reads it.
 *
 * @spec 2025-11-25/basic/utilities/tasks#audit-and-logging
 */
import * as Effect from "effect/Effect"
import * as LogLevel from "effect/LogLevel"
import * as References from "effect/References"

export const audit = (
  message: string,
  about: { readonly taskId: string; readonly principal: string }
): Effect.Effect<void> =>
  Effect.withFiber((fiber) =>
    LogLevel.isGreaterThan(fiber.getRef(References.MinimumLogLevel), "Debug")
      ? Effect.void
      : Effect.annotateLogs(Effect.logDebug(message), about)
  )
