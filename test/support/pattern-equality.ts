// Lets a pattern in an expected object match the text that stands there. Vitest alone takes it for an object without
// fields, and `toMatchObject({ stderr: /refused/ })` holds for every value.
import { expect } from 'vitest'

expect.addEqualityTesters([
  (actual: unknown, expected: unknown) => {
    if (!(expected instanceof RegExp) || actual instanceof RegExp) return undefined
    return typeof actual === 'string' && expected.test(actual)
  },
])
