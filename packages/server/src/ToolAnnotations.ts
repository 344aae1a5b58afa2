/**
 * The open map of a tool's annotations: what packages this one does not know add to a definition.
 *
 * A package adds a member, and says which service a tool with it needs:
 *
 * ```ts
 * declare module "@effect-mcp/server" {
 *   interface ToolAnnotations { readonly audited?: boolean }
 *   interface ToolAnnotationServices { readonly audited: { readonly true: AuditLog } }
 * }
 * ```
 *
 * @since 0.1.0
 */

/**
 * What an author can say about a tool beyond the specification's fields. Empty here; never goes on the
 * wire by itself.
 *
 * @since 0.1.0
 */
export interface ToolAnnotations {}

/**
 * For each annotation, the services a tool that carries it needs: by the annotation's value as a string,
 * or under `"*"` for any value.
 *
 * @since 0.1.0
 */
export interface ToolAnnotationServices {}

type Literal = string | number | boolean

type ServiceOf<Services, Value> = Value extends Literal
  ? `${Value}` extends keyof Services
    ? Services[`${Value}`]
    : Any<Services>
  : Value extends undefined
    ? never
    : Any<Services>

type Any<Services> = "*" extends keyof Services ? Services["*"] : never

/**
 * The services that a tool with annotations `A` needs.
 *
 * @since 0.1.0
 */
export type AnnotationServices<A> = {
  [Key in keyof ToolAnnotationServices]: Key extends keyof A
    ? ServiceOf<ToolAnnotationServices[Key], A[Key]>
    : never
}[keyof ToolAnnotationServices]
