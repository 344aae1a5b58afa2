/** 2025-06-18: completion knows the arguments that are settled, a reference has a title. */
import { CompleteRequestParams as Domain, PromptReference } from "../Completion.ts"
import { open } from "../internal/open.ts"
import * as First from "../v2024_11_05/Utility.ts"

export { PromptReference }

export const CompleteRequestParams = open({
  ...First.CompleteRequestParams.fields,
  ref: Domain.fields.ref,
  context: Domain.fields.context
})
