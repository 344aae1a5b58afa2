/**
 * Which revision is spoken: the rules of both eras, as pure functions over lists of revisions that are
 * ordered newest first.
 *
 * @spec 2026-07-28/basic/versioning#protocol-version-negotiation
 * @since 0.1.0
 */
import { type Revision, Revisions as Catalog } from "@effect-mcp/schema"

type Revisions = ReadonlyArray<Revision.Revision>

/**
 * Those that begin with a handshake.
 *
 * @since 0.1.0
 */
export const handshake = (revisions: Revisions): Revisions =>
  revisions.filter((revision) => revision.lifecycle === "Handshake")

/**
 * Those in which every request says its revision.
 *
 * @since 0.1.0
 */
export const perRequest = (revisions: Revisions): Revisions =>
  revisions.filter((revision) => revision.lifecycle === "PerRequest")

/**
 * Their names, for `supportedVersions` and for the error about an unsupported one. Both lists are this
 * one, so they cannot differ.
 *
 * @spec 2026-07-28/server/discover#response
 * @since 0.1.0
 */
export const versions = (revisions: Revisions): ReadonlyArray<string> =>
  revisions.map((revision) => revision.version)

/**
 * The one of this name.
 *
 * @since 0.1.0
 */
export const find = (revisions: Revisions, version: string): Revision.Revision | undefined =>
  Catalog.byVersion(version, revisions)

/**
 * What a server answers to `initialize`: the same version if it has it, else its latest with a
 * handshake. `undefined` if it has none at all.
 *
 * @spec 2025-11-25/basic/lifecycle#version-negotiation
 * @since 0.1.0
 */
export const answer = (revisions: Revisions, requested: string): Revision.Revision | undefined => {
  const known = handshake(revisions)
  return find(known, requested) ?? known[0]
}

/**
 * What a client makes of the version in the answer to `initialize`. `undefined`: it must disconnect.
 * A revision without handshake cannot be agreed on by one.
 *
 * @spec 2025-11-25/basic/lifecycle#version-negotiation
 * @since 0.1.0
 */
export const accept = (revisions: Revisions, answered: unknown): Revision.Revision | undefined =>
  typeof answered === "string" ? find(handshake(revisions), answered) : undefined

/**
 * The newest revision that both have and that every request names, out of what a server said it
 * supports. `undefined` if there is none.
 *
 * @spec 2026-07-28/basic/versioning#protocol-version-negotiation
 * @since 0.1.0
 */
export const mutual = (revisions: Revisions, supported: unknown): Revision.Revision | undefined =>
  Array.isArray(supported)
    ? perRequest(revisions).find((revision) => supported.includes(revision.version))
    : undefined
