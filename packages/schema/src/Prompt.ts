/**
 * Prompts: messages a person picks, filled in with arguments.
 *
 * @spec 2026-07-28/server/prompts#protocol-messages
 * @since 0.1.0
 */
import * as Schema from "effect/Schema"

import { Role } from "./Annotations.ts"
import { ContentBlock } from "./Content.ts"
import { Icon } from "./Icon.ts"
import { open } from "./internal/open.ts"
import { MetaObject } from "./Meta.ts"
import {
  cacheFields,
  Cursor,
  inputResponseFields,
  PaginatedRequestParams,
  requestFields,
  resultFields
} from "./Payload.ts"

const optionalString = Schema.optionalKey(Schema.String)

/**
 * One argument of a prompt.
 *
 * @spec 2026-07-28/schema#promptargument
 * @since 0.1.0
 */
export class PromptArgument extends Schema.Opaque<PromptArgument>()(
  open({
    name: Schema.String,
    title: optionalString,
    description: optionalString,
    required: Schema.optionalKey(Schema.Boolean)
  })
) {}

/**
 * The definition of a prompt.
 *
 * @spec 2026-07-28/schema#prompt
 * @since 0.1.0
 */
export class Prompt extends Schema.Opaque<Prompt>()(
  open({
    name: Schema.String,
    title: optionalString,
    description: optionalString,
    arguments: Schema.optionalKey(Schema.Array(PromptArgument)),
    icons: Schema.optionalKey(Schema.Array(Icon)),
    _meta: Schema.optionalKey(MetaObject)
  })
) {}

/**
 * Parameters of `prompts/list`.
 *
 * @spec 2026-07-28/schema#listpromptsrequest
 * @since 0.1.0
 */
export const ListPromptsRequestParams = PaginatedRequestParams
export type ListPromptsRequestParams = typeof ListPromptsRequestParams.Type

/**
 * One page of a server's prompts.
 *
 * @spec 2026-07-28/schema#listpromptsresult
 * @since 0.1.0
 */
export class ListPromptsResult extends Schema.Opaque<ListPromptsResult>()(
  open({
    ...resultFields,
    ...cacheFields,
    prompts: Schema.Array(Prompt),
    nextCursor: Schema.optionalKey(Cursor)
  })
) {}

/**
 * Parameters of `prompts/get`; arguments are strings.
 *
 * @spec 2026-07-28/schema#getpromptrequestparams
 * @since 0.1.0
 */
export class GetPromptRequestParams extends Schema.Opaque<GetPromptRequestParams>()(
  open({
    ...requestFields,
    ...inputResponseFields,
    name: Schema.String,
    arguments: Schema.optionalKey(Schema.Record(Schema.String, Schema.String))
  })
) {}

/**
 * One message of a prompt.
 *
 * @spec 2026-07-28/schema#promptmessage
 * @since 0.1.0
 */
export class PromptMessage extends Schema.Opaque<PromptMessage>()(
  open({ role: Role, content: ContentBlock })
) {}

/**
 * A prompt, filled in.
 *
 * @spec 2026-07-28/schema#getpromptresult
 * @since 0.1.0
 */
export class GetPromptResult extends Schema.Opaque<GetPromptResult>()(
  open({
    ...resultFields,
    description: optionalString,
    messages: Schema.Array(PromptMessage)
  })
) {}
