/**
 * From the domain model to a revision: what that revision has no word for is dropped, or said otherwise.
 *
 * Pure, and driven by the shapes of the revision alone. When nothing has to change the very same object
 * comes back, so that the newest revisions pay a few property look-ups. Members nobody here knows, an
 * extension's for example, are kept: whoever added them knows where they belong.
 *
 * @spec 2026-07-28/basic/versioning#compatibility-matrix
 * @since 0.1.0
 */
export {
  clientCapabilities,
  implementation,
  prompt,
  resource,
  resourceTemplate,
  serverCapabilities,
  tool
} from "./internal/wire/definitions.ts"
export { content } from "./internal/wire/content.ts"
export { elicitRequest } from "./internal/wire/elicitation.ts"
export {
  callToolResult,
  completeRequest,
  getPromptResult,
  progress,
  readResourceResult
} from "./internal/wire/messages.ts"
export {
  createMessageRequest,
  createMessageResult,
  listRootsResult,
  samplingMessages
} from "./internal/wire/sampling.ts"
