/**
 * The revisions there are.
 *
 * @spec 2026-07-28/basic/versioning#compatibility-matrix
 * @since 0.1.0
 */
import type { Revision } from "./Revision.ts"
import { v2024_11_05 } from "./v2024_11_05.ts"
import { v2025_03_26 } from "./v2025_03_26.ts"
import { v2025_06_18 } from "./v2025_06_18.ts"
import { v2025_11_25 } from "./v2025_11_25.ts"
import { v2026_07_28 } from "./v2026_07_28.ts"

/**
 * Every revision, newest first.
 *
 * @since 0.1.0
 */
export const all: ReadonlyArray<Revision> = [
  v2026_07_28,
  v2025_11_25,
  v2025_06_18,
  v2025_03_26,
  v2024_11_05
]

/**
 * Those that begin with `initialize`, newest first.
 *
 * @spec 2025-11-25/basic/lifecycle#initialization
 * @since 0.1.0
 */
export const handshake: ReadonlyArray<Revision> = all.filter(
  (revision) => revision.lifecycle === "Handshake"
)

/**
 * Those whose every request says its version, newest first.
 *
 * @spec 2026-07-28/basic/versioning#protocol-version-negotiation
 * @since 0.1.0
 */
export const perRequest: ReadonlyArray<Revision> = all.filter(
  (revision) => revision.lifecycle === "PerRequest"
)

/**
 * The newest revision.
 *
 * @since 0.1.0
 */
export const latest: Revision = v2026_07_28

/**
 * The revision of that name, if `among` has it.
 *
 * @since 0.1.0
 */
export const byVersion = (
  version: string,
  among: ReadonlyArray<Revision> = all
): Revision | undefined => among.find((revision) => revision.version === version)

/**
 * What a server answers to `initialize`: the revision that was asked for when it serves that one, else
 * the newest it serves. `undefined` when it serves no handshake revision at all.
 *
 * @spec 2025-11-25/basic/lifecycle#version-negotiation
 * @since 0.1.0
 */
export const negotiate = (
  requested: string,
  served: ReadonlyArray<Revision>
): Revision | undefined => {
  const shaking = handshake.filter((revision) => served.includes(revision))
  return byVersion(requested, shaking) ?? shaking[0]
}

/**
 * What a client picks from a server's list: the newest of its own that the server names.
 *
 * @spec 2026-07-28/basic/versioning#protocol-version-negotiation
 * @since 0.1.0
 */
export const pick = (
  supported: ReadonlyArray<string>,
  spoken: ReadonlyArray<Revision>
): Revision | undefined =>
  all.find((revision) => spoken.includes(revision) && supported.includes(revision.version))
