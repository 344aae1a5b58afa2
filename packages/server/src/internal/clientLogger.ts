/**
 * Effect's log, sent to a client that asked for it.
 *
 * The logger is put into the context of every feature once. What it costs a call whose client asked for
 * no messages is one look at the request, and only if the handler logs.
 *
 * A cause stays in the server's own log: stacks and paths are nobody else's business.
 */
import { McpRequest } from "@effect-mcp/protocol"
import { Logging } from "@effect-mcp/schema"
import * as Context from "effect/Context"
import type * as Fiber from "effect/Fiber"
import type * as Logger from "effect/Logger"
import * as LogLevel from "effect/LogLevel"
import * as Pipeable from "effect/Pipeable"
import * as References from "effect/References"

type Level = Logging.LoggingLevel

const levels: Readonly<Record<LogLevel.Severity, Level>> = {
  Trace: "debug",
  Debug: "debug",
  Info: "info",
  Warn: "warning",
  Error: "error",
  Fatal: "critical"
}

/** The least severe of Effect's levels that a client wants when it asks for this one. */
const severities: Readonly<Record<Level, LogLevel.Severity>> = {
  debug: "Trace",
  info: "Info",
  notice: "Warn",
  warning: "Warn",
  error: "Error",
  critical: "Fatal",
  alert: "Fatal",
  emergency: "Fatal"
}

/** Which logger of the server speaks: an annotation. */
export const nameAnnotation = "logger"

/** More messages than this of one call are not sent. */
const maxMessages = 1000

const sent = new WeakMap<McpRequest.Request, number>()

const requestOf = (fiber: Fiber.Fiber<unknown, unknown>): McpRequest.Request | undefined =>
  Context.getOrUndefined(
    fiber.context as Context.Context<McpRequest.McpRequest>,
    McpRequest.McpRequest
  )

/** Sends one message, if the client wants to hear of this level and has not heard too much. */
export const send = (
  request: McpRequest.Request,
  level: Level,
  data: unknown,
  logger?: string
): void => {
  const asked = request.logLevel
  if (asked === undefined || !Logging.atLeast(level, asked)) return
  const count = (sent.get(request) ?? 0) + 1
  sent.set(request, count)
  if (count > maxMessages + 1) return
  const params = count > maxMessages ? tooMany : { level, data: plain(data) }
  request.notify("notifications/message", logger === undefined ? params : { ...params, logger })
}

const tooMany = {
  level: "warning",
  data: "More log messages of this request are not sent"
} as const

const plainOne = (value: unknown): unknown =>
  value instanceof Error ? `${value.name}: ${value.message}` : value

/** What JSON can hold; what it cannot is left out, not thrown over. */
const plain = (data: unknown): unknown => {
  try {
    const text = JSON.stringify(data, (_key, value) =>
      typeof value === "bigint" ? value.toString() : plainOne(value)
    )
    return text === undefined ? null : JSON.parse(text)
  } catch {
    return "(a value that has no JSON form)"
  }
}

const body = (message: unknown, annotations: { readonly [key: string]: unknown }): unknown => {
  const said = Array.isArray(message) && message.length === 1 ? message[0] : message
  const { [nameAnnotation]: _name, ...context } = annotations
  return Object.keys(context).length === 0 ? said : { message: said, ...context }
}

/** `Logger.make`, without the file systems and streams that come with its module. */
class PlainLogger extends Pipeable.Class implements Logger.Logger<unknown, unknown> {
  readonly "~effect/Logger" = "~effect/Logger"
  readonly log: (options: Logger.Options<unknown>) => unknown
  constructor(log: (options: Logger.Options<unknown>) => unknown) {
    super()
    this.log = log
  }
}

export const clientLogger: Logger.Logger<unknown, unknown> = new PlainLogger(
  ({ fiber, logLevel, message }) => {
    const request = requestOf(fiber)
    if (logLevel === "All" || logLevel === "None" || request?.logLevel === undefined) return
    const annotations = fiber.getRef(References.CurrentLogAnnotations)
    const name = annotations[nameAnnotation]
    const logger = typeof name === "string" ? name : undefined
    send(request, levels[logLevel], body(message, annotations), logger)
  }
)

/** The same context, whose logs clients can ask for. */
export const clientLogging = <R>(context: Context.Context<R>): Context.Context<R> =>
  Context.add(
    context,
    References.CurrentLoggers,
    new Set([...Context.get(context, References.CurrentLoggers), clientLogger])
  )

const verbose = new WeakMap<object, Map<Level, Context.Context<never>>>()

/** For the other loggers nothing changes when a client asks for more than the server itself logs. */
const quieted = (
  logger: Logger.Logger<unknown, unknown>,
  minimum: LogLevel.LogLevel
): Logger.Logger<unknown, unknown> =>
  logger === clientLogger
    ? logger
    : new PlainLogger((options) =>
        LogLevel.isLessThan(options.logLevel, minimum) ? undefined : logger.log(options)
      )

const opened = (context: Context.Context<never>, level: Level): Context.Context<never> => {
  const minimum = Context.get(context, References.MinimumLogLevel)
  const wanted = severities[level]
  if (LogLevel.isGreaterThanOrEqualTo(wanted, minimum)) return context
  const loggers = [...Context.get(context, References.CurrentLoggers)]
  return Context.add(
    Context.add(context, References.MinimumLogLevel, wanted),
    References.CurrentLoggers,
    new Set(loggers.map((logger) => quieted(logger, minimum)))
  )
}

/** The context to run in for what the client of this call asked to hear; made once per level. */
export const asAsked = (
  context: Context.Context<never>,
  request: McpRequest.Request
): Context.Context<never> => {
  const level = request.logLevel
  if (level === undefined) return context
  let byLevel = verbose.get(context)
  if (byLevel === undefined) verbose.set(context, (byLevel = new Map()))
  let made = byLevel.get(level)
  if (made === undefined) byLevel.set(level, (made = opened(context, level)))
  return made
}
