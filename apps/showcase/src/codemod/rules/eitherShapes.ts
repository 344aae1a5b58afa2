import { overwrite } from "../Draft.ts"
import { byHand, type Shape } from "../Shape.ts"
/**
 * Either, which is Result now: left is failure, right is success.
 *
 * @since 0.1.0
 */
import { row, type Table } from "./Table.ts"

/** `match({ onLeft, onRight })` is `match({ onFailure, onSuccess })`. */
export const either: Shape = ({ call, draft, member }) => {
  const handlers = call?.arguments.find((argument) => argument.type === "ObjectExpression")
  if (handlers === undefined) return byHand(`Result.${member}({ onFailure, onSuccess })`)
  const apply = () => {
    for (const property of handlers.properties) {
      if (property.type !== "Property" || property.key.type !== "Identifier") continue
      const name = row(sides, property.key.name)
      if (name === undefined) continue
      const text = property.shorthand ? `${name}: ${property.key.name}` : name
      overwrite(draft, property.key, text, "shape")
    }
  }
  return { kind: "To", target: member, apply }
}

const sides: Table<string> = { onLeft: "onFailure", onRight: "onSuccess" }
