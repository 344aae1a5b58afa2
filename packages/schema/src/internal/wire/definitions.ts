/** Definitions of features and of the two sides, as a revision has them. */
import type { ClientCapabilities, ServerCapabilities } from "../../Capabilities.ts"
import type { Implementation } from "../../Implementation.ts"
import type { Prompt } from "../../Prompt.ts"
import type { Resource, ResourceTemplate } from "../../Resource.ts"
import type { Revision } from "../../Revision.ts"
import type { Tool } from "../../Tool.ts"
import { lacksOf, mapSame, replace, without } from "../lacks.ts"
import { annotated } from "./content.ts"

/**
 * A client's or server's name and version.
 *
 * @since 0.1.0
 */
export const implementation = (revision: Revision, value: Implementation): Implementation =>
  without(value, lacksOf(revision).Implementation)

/**
 * A tool's definition. An output schema whose root is no object is dropped where structured content has
 * to be one.
 *
 * @since 0.1.0
 */
export const tool = (revision: Revision, value: Tool): Tool => {
  const lacks = lacksOf(revision)
  const rest = without(value, lacks.Tool)
  if (revision.structuredContent !== "Object" || rest.outputSchema === undefined) return rest
  return rest.outputSchema["type"] === "object" ? rest : without(rest, ["outputSchema"])
}

/**
 * A resource's definition.
 *
 * @since 0.1.0
 */
export const resource = (revision: Revision, value: Resource): Resource => {
  const lacks = lacksOf(revision)
  return annotated(lacks, without(value, lacks.Resource))
}

/**
 * A resource template's definition.
 *
 * @since 0.1.0
 */
export const resourceTemplate = (revision: Revision, value: ResourceTemplate): ResourceTemplate => {
  const lacks = lacksOf(revision)
  return annotated(lacks, without(value, lacks.ResourceTemplate))
}

/**
 * A prompt's definition.
 *
 * @since 0.1.0
 */
export const prompt = (revision: Revision, value: Prompt): Prompt => {
  const lacks = lacksOf(revision)
  const rest = without(value, lacks.Prompt)
  if (rest.arguments === undefined) return rest
  return replace(
    rest,
    "arguments",
    mapSame(rest.arguments, (argument) => without(argument, lacks.PromptArgument))
  )
}

/**
 * What a client can do.
 *
 * @since 0.1.0
 */
export const clientCapabilities = (
  revision: Revision,
  value: ClientCapabilities
): ClientCapabilities => {
  const lacks = lacksOf(revision)
  let rest = without(value, lacks.ClientCapabilities)
  if (rest.roots !== undefined) {
    rest = replace(rest, "roots", without(rest.roots, lacks.RootsCapability))
  }
  if (rest.sampling !== undefined) {
    rest = replace(rest, "sampling", without(rest.sampling, lacks.SamplingCapability))
  }
  if (rest.elicitation !== undefined) {
    rest = replace(rest, "elicitation", without(rest.elicitation, lacks.ElicitationCapability))
  }
  return rest
}

/**
 * What a server can do.
 *
 * @since 0.1.0
 */
export const serverCapabilities = (
  revision: Revision,
  value: ServerCapabilities
): ServerCapabilities => without(value, lacksOf(revision).ServerCapabilities)
