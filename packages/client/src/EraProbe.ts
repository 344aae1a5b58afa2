/**
 * Which era a server speaks, as a decision table: what was asked, what came back, what to do next. Pure, so
 * that every row can be read and tested; `Negotiation` carries the decisions out.
 *
 * A verdict for the per-request era needs a `DiscoverResult` or one of its three errors in the right shape.
 * All else, whatever its code, and silence too, means a server that wants `initialize`.
 *
 * @spec 2026-07-28/basic/transports/stdio#backward-compatibility
 * @since 0.1.0
 */
import { type Discover, ErrorCode, type JsonRpc, type Revision } from "@effect-mcp/schema"

/** What this client is ready to speak; both lists are newest first. @since 0.1.0 */
export interface Policy {
  readonly perRequest: ReadonlyArray<Revision.Revision>
  readonly handshake: ReadonlyArray<Revision.Revision>
}

/** What became of one `server/discover`. @since 0.1.0 */
export type Observation =
  | { readonly _tag: "Discovered"; readonly result: Discover.DiscoverResult }
  | { readonly _tag: "Refused"; readonly error: JsonRpc.ErrorObject }
  /** An answer came, and it is no `DiscoverResult`. */
  | { readonly _tag: "Unrecognized" }
  | { readonly _tag: "Silent" }
  /** The channel ended: old servers exit on what they do not know. */
  | { readonly _tag: "Closed" }
  /** Who asks is to be known first (401, 403). That says nothing about the era. */
  | { readonly _tag: "Challenged" }

/** What to do next. @since 0.1.0 */
export type Decision =
  | { readonly _tag: "Discover"; readonly revision: Revision.Revision }
  | {
      readonly _tag: "Speak"
      readonly revision: Revision.Revision
      readonly discovered: Discover.DiscoverResult
    }
  | { readonly _tag: "Initialize"; readonly revision: Revision.Revision; readonly reopen: boolean }
  | { readonly _tag: "Fail"; readonly because: Failure }

/**
 * Why no revision was found. `NoCommonRevision` names what the server offers, `NotPerRequest` is a server that
 * wants a handshake this client was told not to make, `Refused` is an error of the per-request era that asking
 * otherwise would not mend, and `Challenged` a server that was not asked anything yet.
 *
 * @since 0.1.0
 */
export type Failure =
  | { readonly _tag: "NoCommonRevision"; readonly supported: ReadonlyArray<string> }
  | { readonly _tag: "NotPerRequest" }
  | { readonly _tag: "Refused"; readonly error: JsonRpc.ErrorObject }
  | { readonly _tag: "Challenged" }

/**
 * The first step: ask in the preferred per-request revision, or shake hands if there is none.
 *
 * @spec 2026-07-28/basic/transports/stdio#backward-compatibility
 * @since 0.1.0
 */
export const start = (policy: Policy): Decision => {
  const [preferred] = policy.perRequest
  if (preferred !== undefined) return { _tag: "Discover", revision: preferred }
  return shakeHands(policy, false, { _tag: "NoCommonRevision", supported: [] })
}

/**
 * The next step. `asked` holds the revisions discovery was already tried in, so that a server cannot send the
 * client round in circles: each is tried at most twice.
 *
 * @spec 2026-07-28/basic/versioning#backward-compatibility-with-initialization-based-versions
 * @since 0.1.0
 */
export const next = (
  policy: Policy,
  asked: ReadonlyArray<Revision.Revision>,
  seen: Observation
): Decision => {
  switch (seen._tag) {
    case "Discovered": {
      const { supportedVersions } = seen.result
      const revision = common(policy.perRequest, supportedVersions)
      return revision === undefined
        ? shakeHandsAmong(policy, supportedVersions)
        : { _tag: "Speak", revision, discovered: seen.result }
    }
    case "Refused":
      return refused(policy, asked, seen.error)
    case "Challenged":
      return { _tag: "Fail", because: { _tag: "Challenged" } }
    default:
      return shakeHands(policy, seen._tag === "Closed", { _tag: "NotPerRequest" })
  }
}

const refused = (
  policy: Policy,
  asked: ReadonlyArray<Revision.Revision>,
  error: JsonRpc.ErrorObject
): Decision => {
  const supported = supportedVersions(error)
  if (supported !== undefined) {
    const revision =
      common(askedLessThan(1, policy.perRequest, asked), supported) ??
      common(askedLessThan(2, policy.perRequest, asked), supported)
    return revision === undefined
      ? shakeHandsAmong(policy, supported)
      : { _tag: "Discover", revision }
  }
  return isPerRequestError(error)
    ? { _tag: "Fail", because: { _tag: "Refused", error } }
    : shakeHands(policy, false, { _tag: "NotPerRequest" })
}

/** A server may refuse what it names itself, once: it had not made up its mind. */
const askedLessThan = (
  times: number,
  ours: ReadonlyArray<Revision.Revision>,
  asked: ReadonlyArray<Revision.Revision>
) => ours.filter((revision) => asked.filter((one) => one === revision).length < times)

const shakeHands = (policy: Policy, reopen: boolean, otherwise: Failure): Decision => {
  const [newest] = policy.handshake
  return newest === undefined
    ? { _tag: "Fail", because: otherwise }
    : { _tag: "Initialize", revision: newest, reopen }
}

/** A server of both eras may name handshake revisions too; those are reached by `initialize` only. */
const shakeHandsAmong = (policy: Policy, supported: ReadonlyArray<string>): Decision => {
  const revision = common(policy.handshake, supported)
  return revision === undefined
    ? { _tag: "Fail", because: { _tag: "NoCommonRevision", supported } }
    : { _tag: "Initialize", revision, reopen: false }
}

const common = (ours: ReadonlyArray<Revision.Revision>, theirs: ReadonlyArray<string>) =>
  ours.find((revision) => theirs.includes(revision.version))

/**
 * The `supported` list of a well-formed -32022, else `undefined`.
 *
 * @spec 2026-07-28/basic/versioning#protocol-version-negotiation
 * @since 0.1.0
 */
export const supportedVersions = (error: JsonRpc.ErrorObject): ReadonlyArray<string> | undefined =>
  error.code === ErrorCode.unsupportedProtocolVersion &&
  typeof member(error.data, "requested") === "string"
    ? offeredVersions(error)
    : undefined

/**
 * The versions an error of any code names in `data.supported`: what `initialize` is refused with.
 *
 * @spec 2025-11-25/basic/lifecycle#error-handling
 * @since 0.1.0
 */
export const offeredVersions = (
  error: Pick<JsonRpc.ErrorObject, "data">
): ReadonlyArray<string> | undefined => {
  const supported = member(error.data, "supported")
  return Array.isArray(supported) && supported.every((version) => typeof version === "string")
    ? supported
    : undefined
}

/** The other two: a code alone proves nothing where the spec says what `data` has to hold. */
const isPerRequestError = (error: JsonRpc.ErrorObject): boolean => {
  if (error.code === ErrorCode.headerMismatch) return true
  const required = member(error.data, "requiredCapabilities")
  return (
    error.code === ErrorCode.missingRequiredClientCapability &&
    typeof required === "object" &&
    required !== null &&
    !Array.isArray(required)
  )
}

const member = (value: unknown, key: string): unknown =>
  typeof value === "object" && value !== null && Object.hasOwn(value, key)
    ? Reflect.get(value, key)
    : undefined
