/** 2026-07-28: questions travel inside a result, so they have no `_meta` of a request. */
import * as Schema from "effect/Schema"

import * as Elicitation from "../Elicitation.ts"
import { open } from "../internal/open.ts"
import { MetaObject } from "../Meta.ts"
import * as Roots from "../Roots.ts"
import * as Sampling from "../Sampling.ts"
import { Tool } from "./Server.ts"

const { _meta: _samplingMeta, ...samplingFields } = Sampling.CreateMessageRequestParams.fields
const { _meta: _formMeta, ...formFields } = Elicitation.ElicitRequestFormParams.fields
const {
  _meta: _urlMeta,
  elicitationId: _elicitationId,
  ...urlFields
} = Elicitation.ElicitRequestURLParams.fields
const { _meta: _resultMeta, ...resultFields } = Elicitation.ElicitResult.fields
const { _meta: _rootsMeta, ...rootsFields } = Roots.ListRootsResult.fields

export const CreateMessageRequestParams = open({
  ...samplingFields,
  tools: Schema.optionalKey(Schema.Array(Tool))
})

export const ElicitRequestFormParams = open(formFields)
export const ElicitRequestURLParams = open(urlFields)
export const ElicitRequestParams = Schema.Union([ElicitRequestURLParams, ElicitRequestFormParams])
export const ElicitResult = open(resultFields)

export const ListRootsRequestParams = open({ _meta: Schema.optionalKey(MetaObject) })
export const ListRootsResult = open(rootsFields)
