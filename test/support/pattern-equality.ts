// Lets a pattern in an expected object match the actual text. Vitest alone compares it as an object without fields, so that
// `toMatchObject({ stderr: /refused/ })` would hold for every value.
import { expect } from 'vitest'

expect.addEqualityTesters([
  (actual: unknown, expected: unknown) => {
    if (!(expected instanceof RegExp) || actual instanceof RegExp) return undefined
    return typeof actual === 'string' && expected.test(actual)
  },
])
