/** Content, as a revision has it. */
import type {
  AudioContent,
  ContentBlock,
  ImageContent,
  ResourceContents,
  ResourceLink,
  TextContent
} from "../../Content.ts"
import type { Revision } from "../../Revision.ts"
import { type Lacks, lacksOf, replace, without } from "../lacks.ts"

type Annotated = { readonly annotations?: NonNullable<ContentBlock["annotations"]> }

/** `value`, with annotations the revision knows. */
export const annotated = <A extends Annotated>(lacks: Lacks, value: A): A =>
  value.annotations === undefined
    ? value
    : replace(value, "annotations", without(value.annotations, lacks.Annotations))

/** The contents of a resource. */
export const contents = (lacks: Lacks, value: ResourceContents): ResourceContents =>
  without(value, lacks.TextResourceContents)

const linkText = (link: ResourceLink): string =>
  link.description === undefined
    ? `${link.name}: ${link.uri}`
    : `${link.name}: ${link.uri}\n${link.description}`

/**
 * A piece of content. A link to a resource becomes text that names it, and audio becomes text that says
 * there was some, where the revision has no such kind.
 *
 * @spec 2025-06-18/server/tools#resource-links
 * @since 0.1.0
 */
export const content = (revision: Revision, block: ContentBlock): ContentBlock =>
  contentOf(revision, lacksOf(revision), block)

/** Content that a model is sent as well. */
type Media = TextContent | ImageContent | AudioContent

/** Text, a picture or sound. */
export const mediaOf = (revision: Revision, lacks: Lacks, block: Media): Media => {
  switch (block.type) {
    case "text":
      return annotated(lacks, without(block, lacks.TextContent))
    case "image":
      return annotated(lacks, without(block, lacks.ImageContent))
    case "audio":
      return revision.shapes.AudioContent === undefined
        ? mediaOf(revision, lacks, said(block, `[audio, ${block.mimeType}, not supported here]`))
        : annotated(lacks, without(block, lacks.AudioContent))
    default:
      return block
  }
}

/** As `content`, with what the revision lacks already at hand. A kind nobody here knows is kept. */
export const contentOf = (revision: Revision, lacks: Lacks, block: ContentBlock): ContentBlock => {
  switch (block.type) {
    case "resource_link":
      return revision.shapes.ResourceLink === undefined
        ? mediaOf(revision, lacks, said(block, linkText(block)))
        : annotated(lacks, without(block, lacks.ResourceLink))
    case "resource": {
      const rest = annotated(lacks, without(block, lacks.EmbeddedResource))
      return replace(rest, "resource", contents(lacks, rest.resource))
    }
    default:
      return mediaOf(revision, lacks, block)
  }
}

const said = (block: ContentBlock, text: string): TextContent =>
  block.annotations === undefined
    ? { type: "text", text }
    : { type: "text", text, annotations: block.annotations }
