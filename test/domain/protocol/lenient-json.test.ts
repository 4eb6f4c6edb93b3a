import fc from 'fast-check'
import { expect, it } from 'vitest'
import { parseLenient } from '../../../src/domain/protocol/lenient-json.ts'

it('reads what JSON.parse reads, to the same value', () => {
  fc.assert(
    fc.property(fc.json(), (text) => {
      expect(parseLenient(text)).toEqual({ value: JSON.parse(text), hasConstants: false })
    }),
  )
})

it('reads NaN and the infinities as null wherever a value can stand, and touches no text', () => {
  const text = fc.string({ unit: fc.constantFrom('NaN', '"', '\\', 'Infinity', '-', ',', '\n') })
  const constant = fc.constantFrom('NaN', 'Infinity', '-Infinity')
  fc.assert(
    fc.property(text, text, constant, (key, value, sent) => {
      const json = `{${JSON.stringify(key)}:[${sent},${JSON.stringify(value)}, ${sent} ]}`
      expect(parseLenient(json)).toEqual({
        value: JSON.parse(JSON.stringify({ [key]: [null, value, null] })),
        hasConstants: true,
      })
    }),
  )
})

it.each([
  ['an endless text of escapes', `{"a":NaN,"${'\\"'.repeat(120_000)}`],
  ['an endless text', `[NaN,"${'x'.repeat(250_000)}`],
  ['texts beside each other', `[NaN${',"a"'.repeat(60_000)}`],
  ['a text that ends in an escape', '[NaN,"\\'],
])('rejects %s', (_what, text) => {
  expect(() => parseLenient(text)).toThrow(SyntaxError)
})
