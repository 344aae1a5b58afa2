/**
 * Names that secrets go by: what has one is not asked for in a form, and not repeated in a header.
 */
import type { Elicitation } from "@effect-mcp/schema"

const secrets = new Set([
  "accesstoken",
  "apikey",
  "apisecret",
  "apitoken",
  "authtoken",
  "bearertoken",
  "cardnumber",
  "clientsecret",
  "creditcard",
  "creditcardnumber",
  "cvc",
  "cvv",
  "passcode",
  "passphrase",
  "passwd",
  "password",
  "pin",
  "privatekey",
  "refreshtoken",
  "secret",
  "secretkey",
  "token"
])

export const isSecret = (name: string): boolean =>
  secrets.has(name.toLowerCase().replace(/[^a-z]/g, ""))

/** The first field whose name or title is that of a secret; choices and numbers are none. */
export const secretField = (
  schema: Elicitation.RequestedSchema,
  exceptions: ReadonlyArray<string>
): string | undefined =>
  Object.entries(schema.properties).find(
    ([name, field]) =>
      field.type === "string" &&
      !("enum" in field) &&
      !("oneOf" in field) &&
      !exceptions.includes(name) &&
      (isSecret(name) || isSecret(field.title ?? ""))
  )?.[0]
