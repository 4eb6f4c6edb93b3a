import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { setMembers } from '../../../src/io/registry/json-members.ts'

describe('setting members of a JSON text', () => {
  it.each([
    ['{"a":1,"b":2}', { a: 5 }, '{"a":5,"b":2}'],
    ['{"a":1,"b":2}', { b: 'x' }, '{"a":1,"b":"x"}'],
    ['{ "a" : 1 , "b" : 2 }', { a: null }, '{ "a" : null , "b" : 2 }'],
    [
      '{"10":1,"9":2,"big":12345678901234567890,"f":1.0}',
      { '9': 3 },
      '{"10":1,"9":3,"big":12345678901234567890,"f":1.0}',
    ],
    ['{"a":{"seq":1,"x":"}"},"seq":2}', { seq: 3 }, '{"a":{"seq":1,"x":"}"},"seq":3}'],
    ['{"a":"\\"seq\\":1,","seq":[1,{"seq":"]"}]}\n', { seq: 3 }, '{"a":"\\"seq\\":1,","seq":3}\n'],
    ['{"\\u0061":1}', { a: 2 }, '{"\\u0061":2}'],
    ['{"a":1,"a":2}', { a: 3 }, '{"a":3,"a":3}'],
    ['{}', { a: 1, b: 2 }, '{"a": 1,"b": 2}'],
    ['{\n  "a": 1\n}\n', { b: 2 }, '{\n  "a": 1,\n  "b": 2\n}\n'],
  ])('turns %s with %j into %s', (text, changes, expected) => {
    expect(setMembers(text, changes)).toBe(expected)
  })

  it('has the effect of an assignment, whatever the object and its layout', () => {
    const objects = fc.dictionary(fc.string({ unit: 'binary' }), fc.jsonValue())
    const layouts = fc.constantFrom('', ' ', '\t', '\n \n')
    fc.assert(
      fc.property(objects, objects, layouts, (object, changes, layout) => {
        const text = `${layout}${JSON.stringify(object, null, layout)}${layout}`
        const expected = JSON.parse(JSON.stringify(Object.fromEntries(Object.entries({ ...object, ...changes }))))
        expect(JSON.parse(setMembers(text, changes))).toEqual(expected)
      }),
    )
  })

  it('leaves every other byte alone', () => {
    const text = '{\r\n\t"keep" : [ 1.0,  {"deep": -0} ],\r\n\t"last_seq" : 41,\r\n\t"tail": "\\u00e9"  }\r\n'
    expect(setMembers(text, { last_seq: 42 })).toBe(text.replace('41', '42'))
  })
})
