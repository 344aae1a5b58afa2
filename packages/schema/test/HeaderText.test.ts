import { HeaderText } from "@effect-mcp/schema"
import { assert, describe, it } from "@effect/vitest"
import { Schema } from "effect"

import { samples } from "./samples.ts"

/** Texts of all kinds, those that look encoded or need it among them. */
const texts = samples(Schema.String, 300).flatMap((text) => [
  text,
  `=?base64?${text}?=`,
  ` ${text}`,
  `${text}\t`,
  `${text}é\u0000\ud83d`
])

describe("text in a header", () => {
  it.each([
    ["", ""],
    ["us-west1", "us-west1"],
    ["New York, NY", "New York, NY"],
    ["file:///path/to/file%20name.txt", "file:///path/to/file%20name.txt"],
    ["=?base64?SGVsbG8=", "=?base64?SGVsbG8="],
    ["SGVsbG8=", "SGVsbG8="]
  ])("2026-07-28/T-33, 2026-07-28/T-49, 2026-07-28/T-53: %j stays as it is", (text, value) => {
    assert.strictEqual(HeaderText.encode(text), value)
    assert.strictEqual(HeaderText.decode(value), text)
  })

  it.each([
    ["Hello, 世界", "=?base64?SGVsbG8sIOS4lueVjA==?="],
    ["é", "=?base64?w6k=?="],
    [" padded ", "=?base64?IHBhZGRlZCA=?="],
    ["a ", "=?base64?YSA=?="],
    ["\ta", "=?base64?CWE=?="],
    ["a\tb", "=?base64?YQli?="],
    ["line1\r\nline2", "=?base64?bGluZTENCmxpbmUy?="],
    ["\u0000", "=?base64?AA==?="],
    ["\u007f", "=?base64?fw==?="],
    ["=?base64?SGVsbG8=?=", "=?base64?PT9iYXNlNjQ/U0dWc2JHOD0/PQ==?="],
    ["=?base64?=", "=?base64?PT9iYXNlNjQ/PQ==?="]
  ])("2026-07-28/T-33, 2026-07-28/T-53: %j is encoded", (text, value) => {
    assert.strictEqual(HeaderText.encode(text), value)
    assert.strictEqual(HeaderText.decode(value), text)
  })

  it("2026-07-28/T-53: whatever the text, its header is visible ASCII and says it", () => {
    for (const text of texts) {
      const value = HeaderText.encode(text)
      assert.match(value, /^[\x20-\x7e]*$/)
      assert.strictEqual(value.trim(), value)
      assert.strictEqual(HeaderText.decode(value), text.toWellFormed())
    }
  })

  it.each([
    "=?BASE64?SGVsbG8=?=",
    "=?Base64?SGVsbG8=?=",
    "=?base64?SGVsbG8=",
    "SGVsbG8=?=",
    "a\tb"
  ])("2026-07-28/T-54: %j is a literal text", (value) => {
    assert.strictEqual(HeaderText.decode(value), value)
  })

  it.each([
    ["  us-west1\t", "us-west1"],
    [" =?base64?SGVsbG8=?= ", "Hello"],
    ["=?base64??=", ""],
    ["   ", ""]
  ])("2026-07-28/T-36: white space around %j is no part of it", (value, text) => {
    assert.strictEqual(HeaderText.decode(value), text)
  })

  it.each([
    ["no padding", "=?base64?SGVsbG8?="],
    ["other signs", "=?base64?SGVs!!!bG8=?="],
    ["url-safe signs", "=?base64?-_-_?="],
    ["a space inside", "=?base64?SGVs bG8=?="],
    ["stray bits", "=?base64?SGVsbG9=?="],
    ["no UTF-8", "=?base64?/w==?="],
    ["a surrogate in UTF-8", "=?base64?7aCA?="],
    ["a control", "a\u0001b"],
    ["a line break", "a\nb"],
    ["what is not ASCII", "é"]
  ])("2026-07-28/T-55: %s is no text", (_, value) => {
    assert.isUndefined(HeaderText.decode(value))
  })

  it("header-text.long: a long value is read in linear time", () => {
    const value = `a${" ".repeat(500_000)}b`
    assert.strictEqual(HeaderText.decode(value), value)
    assert.strictEqual(HeaderText.encode(value), value)
    assert.isUndefined(HeaderText.decode(`${value}\u0001`))
  })
})
