/**
 * What a server speaks and can do, for the asking.
 *
 * @spec 2026-07-28/server/discover#request
 * @since 0.1.0
 */
import * as Schema from "effect/Schema"

import { ClientCapabilities, ServerCapabilities } from "./Capabilities.ts"
import { open } from "./internal/open.ts"
import { cacheFields, RequestParams, resultFields } from "./Payload.ts"

/**
 * Parameters of `server/discover`.
 *
 * @spec 2026-07-28/schema#discoverrequest
 * @since 0.1.0
 */
export const DiscoverRequestParams = RequestParams
export type DiscoverRequestParams = typeof DiscoverRequestParams.Type

/**
 * The server's answer, newest version first.
 *
 * @spec 2026-07-28/schema#discoverresult
 * @since 0.1.0
 */
export class DiscoverResult extends Schema.Opaque<DiscoverResult>()(
  open({
    ...resultFields,
    ...cacheFields,
    supportedVersions: Schema.Array(Schema.String),
    capabilities: ServerCapabilities,
    instructions: Schema.optionalKey(Schema.String)
  })
) {}

/**
 * `data` of the error -32022.
 *
 * @spec 2026-07-28/schema#unsupportedprotocolversionerror
 * @since 0.1.0
 */
export class UnsupportedProtocolVersionData extends Schema.Opaque<UnsupportedProtocolVersionData>()(
  open({
    supported: Schema.Array(Schema.String),
    requested: Schema.String
  })
) {}

/**
 * `data` of the error -32021: just the capabilities that were missing.
 *
 * @spec 2026-07-28/schema#missingrequiredclientcapabilityerror
 * @since 0.1.0
 */
export class MissingRequiredClientCapabilityData extends Schema.Opaque<MissingRequiredClientCapabilityData>()(
  open({
    requiredCapabilities: ClientCapabilities
  })
) {}
