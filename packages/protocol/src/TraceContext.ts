/**
 * One trace over both sides: a request says which span it was sent in, and its handler's spans are that
 * span's children. W3C Trace Context under `_meta`; what is not in its form is as good as absent.
 *
 * @spec 2026-07-28/basic#_meta
 * @since 0.1.0
 */
import { Meta } from "@effect-mcp/schema"
import * as Context from "effect/Context"
import * as Tracer from "effect/Tracer"

import type { JsonObject } from "./JsonObject.ts"

const form = /^00-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})$/
const nothing = /^0+$/

/**
 * The span a request was sent in.
 *
 * @since 0.1.0
 */
export const read = (meta: JsonObject): Tracer.ExternalSpan | undefined => {
  const value = meta[Meta.traceparent]
  if (typeof value !== "string") return undefined
  const [, traceId, spanId, flags] = form.exec(value) ?? []
  if (traceId === undefined || spanId === undefined || flags === undefined) return undefined
  if (nothing.test(traceId) || nothing.test(spanId)) return undefined
  return Tracer.externalSpan({ traceId, spanId, sampled: (Number.parseInt(flags, 16) & 1) === 1 })
}

/**
 * What a request sent in this span says under `_meta`; nothing where the tracer's ids have another form.
 *
 * @since 0.1.0
 */
export const write = (span: Tracer.AnySpan): JsonObject => {
  const traceparent = `00-${span.traceId}-${span.spanId}-${span.sampled ? "01" : "00"}`
  return form.test(traceparent) ? { [Meta.traceparent]: traceparent } : {}
}

/**
 * The span a fiber with this context is in.
 *
 * @since 0.1.0
 */
export const current = (context: Context.Context<never>): Tracer.AnySpan | undefined =>
  Context.getOrUndefined(context, Tracer.ParentSpan)

/**
 * A context in which new spans are children of `span`.
 *
 * @since 0.1.0
 */
export const within = <R>(
  context: Context.Context<R>,
  span: Tracer.ExternalSpan
): Context.Context<R> => Context.add(context, Tracer.ParentSpan, span)
