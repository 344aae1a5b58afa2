/**
 * Completion: what an argument of a prompt or of a resource template could be.
 *
 * @spec 2026-07-28/server/utilities/completion#protocol-messages
 * @since 0.1.0
 */
import * as Schema from "effect/Schema"

import { open } from "./internal/open.ts"
import { UriTemplate } from "./internal/text.ts"
import { requestFields, resultFields } from "./Payload.ts"

/**
 * A prompt, by name.
 *
 * @spec 2026-07-28/schema#promptreference
 * @since 0.1.0
 */
export class PromptReference extends Schema.Opaque<PromptReference>()(
  open({
    type: Schema.Literal("ref/prompt"),
    name: Schema.String,
    title: Schema.optionalKey(Schema.String)
  })
) {}

/**
 * A resource template (or a resource), by URI.
 *
 * @spec 2026-07-28/schema#resourcetemplatereference
 * @since 0.1.0
 */
export class ResourceTemplateReference extends Schema.Opaque<ResourceTemplateReference>()(
  open({
    type: Schema.Literal("ref/resource"),
    uri: UriTemplate
  })
) {}

/**
 * Parameters of `completion/complete`; `context` has the arguments that are settled already.
 *
 * @spec 2026-07-28/schema#completerequestparams
 * @since 0.1.0
 */
export class CompleteRequestParams extends Schema.Opaque<CompleteRequestParams>()(
  open({
    ...requestFields,
    ref: Schema.Union([PromptReference, ResourceTemplateReference]),
    argument: open({ name: Schema.String, value: Schema.String }),
    context: Schema.optionalKey(
      open({ arguments: Schema.optionalKey(Schema.Record(Schema.String, Schema.String)) })
    )
  })
) {}

/**
 * How many values one answer may have.
 *
 * @spec 2026-07-28/server/utilities/completion#completion-results
 * @since 0.1.0
 */
export const maxValues = 100

/**
 * What the argument could be, best first.
 *
 * @spec 2026-07-28/schema#completeresult
 * @since 0.1.0
 */
export class CompleteResult extends Schema.Opaque<CompleteResult>()(
  open({
    ...resultFields,
    completion: open({
      values: Schema.Array(Schema.String).check(Schema.isMaxLength(maxValues)),
      total: Schema.optionalKey(Schema.Int),
      hasMore: Schema.optionalKey(Schema.Boolean)
    })
  })
) {}
