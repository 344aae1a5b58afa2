/** 2025-03-26: progress may say what is going on. */
import * as Schema from "effect/Schema"

import { open } from "../internal/open.ts"
import * as Previous from "../v2024_11_05/Utility.ts"

export const ProgressNotificationParams = open({
  ...Previous.ProgressNotificationParams.fields,
  message: Schema.optionalKey(Schema.String)
})
