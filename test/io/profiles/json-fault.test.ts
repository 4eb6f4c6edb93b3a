import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { jsonFault } from '../../../src/io/profiles/json-fault.ts'

describe('the fault in a JSON text', () => {
  it.each([
    ['{"a": }', 1, 7],
    ['{"a": 1,\n  "b": x}', 2, 8],
    ['{"a" "b"}', 1, 6],
    ['{a: 1}', 1, 2],
    ['[1, 2', 1, 6],
    ['{"a": [1, 2}', 1, 12],
    ['{"a": 1} {', 1, 10],
    ['{"a": "open\n}', 1, 7],
    ['{"a": tru}', 1, 7],
    ['{"a": 01}', 1, 7],
    ['[,]', 1, 2],
    ['', 1, 1],
  ])('of %j is at line %i, column %i', (text, line, column) => {
    expect(jsonFault(text)).toEqual({ line, column })
  })

  it('is found exactly where JSON.parse finds one', () => {
    const almostJson = fc
      .tuple(
        fc.json(),
        fc.nat(),
        fc.constantFrom('', '"', '{', '}', '[', ']', ',', ':', '\\', 'x', '0', '-', ' ', '\n'),
      )
      .map(([text, at, put]) => text.slice(0, at % (text.length + 1)) + put + text.slice((at % (text.length + 1)) + 1))
    fc.assert(
      fc.property(fc.oneof(fc.json(), almostJson), (text) => {
        expect(jsonFault(text) === null).toBe(parses(text))
      }),
      { numRuns: 3_000 },
    )
  })
})

function parses(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}
