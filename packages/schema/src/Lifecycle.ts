/**
 * The handshake of the revisions that have one.
 *
 * @spec 2025-11-25/basic/lifecycle#initialization
 * @since 0.1.0
 */
import * as Schema from "effect/Schema"

import { ClientCapabilities, ServerCapabilities } from "./Capabilities.ts"
import { Implementation } from "./Implementation.ts"
import { open } from "./internal/open.ts"
import { MetaObject } from "./Meta.ts"
import { requestFields } from "./Payload.ts"

/**
 * Parameters of `initialize`.
 *
 * @spec 2025-11-25/schema#initializerequestparams
 * @since 0.1.0
 */
export class InitializeRequestParams extends Schema.Opaque<InitializeRequestParams>()(
  open({
    ...requestFields,
    protocolVersion: Schema.String,
    capabilities: ClientCapabilities,
    clientInfo: Implementation
  })
) {}

/**
 * The server's answer: the revision to speak from here on, and who and what it is.
 *
 * @spec 2025-11-25/schema#initializeresult
 * @since 0.1.0
 */
export class InitializeResult extends Schema.Opaque<InitializeResult>()(
  open({
    protocolVersion: Schema.String,
    capabilities: ServerCapabilities,
    serverInfo: Implementation,
    instructions: Schema.optionalKey(Schema.String),
    _meta: Schema.optionalKey(MetaObject)
  })
) {}
