import { createHmac } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { signPayload, verifySignature } from '../../../src/domain/protocol/signature.ts'

const payload = {
  schema_version: 1,
  seq: 1,
  job_id: 'abc12345',
  event: 'started',
  detail: '',
  data: { build_id: 'b1' },
}

/** A payload text whose signature is made over `message`: what a Python publisher sends and signs. */
function signedOver(message: string, textOf: (signature: string) => string, token = 'token'): string {
  return textOf(createHmac('sha256', token).update(message).digest('hex'))
}

describe('signing', () => {
  it('adds the HMAC of the sorted, compact, ASCII JSON of everything else', () => {
    const message =
      '{"data":{"build_id":"b1"},"detail":"","event":"started","job_id":"abc12345","schema_version":1,"seq":1}'
    const hmac_sig = createHmac('sha256', 'tökén').update(message).digest('hex')
    expect(signPayload(payload, 'tökén')).toEqual({ ...payload, data: { build_id: 'b1', hmac_sig } })
  })

  it('signs a payload without data as one with empty data', () => {
    const hmac_sig = createHmac('sha256', 'token').update('{"data":{},"seq":1}').digest('hex')
    expect(signPayload({ seq: 1 }, 'token')).toEqual({ seq: 1, data: { hmac_sig } })
  })

  it('replaces an older signature', () => {
    const once = signPayload(payload, 'token')
    expect(signPayload(once, 'token')).toEqual(once)
  })
})

describe('verifying', () => {
  const text = JSON.stringify(signPayload(payload, 'token'))

  it('knows its own signature', () => {
    expect(verifySignature(text, 'token')).toBe('verified')
  })

  it('calls a payload without a signature unsigned', () => {
    expect(verifySignature(JSON.stringify(payload), 'token')).toBe('unsigned')
    expect(verifySignature('{"seq":1}', 'token')).toBe('unsigned')
    expect(verifySignature('{"seq":1,"data":null}', 'token')).toBe('unsigned')
  })

  it.each([
    ['another token', text, 'Token'],
    ['a changed field', text.replace('started', 'completed'), 'token'],
    ['an added field', text.replace('{', '{"x":1,'), 'token'],
    ['changed data', text.replace('"b1"', '"b2"'), 'token'],
    ['a signature in capitals', text.replace(/"[0-9a-f]{64}"/, (hex) => hex.toUpperCase()), 'token'],
    ['a shortened signature', text.replace(/[0-9a-f]"}}$/, '"}}'), 'token'],
    ['a signature that is not a string', '{"data":{"hmac_sig":1}}', 'token'],
    ['a signature that is null', '{"data":{"hmac_sig":null}}', 'token'],
    ['no JSON', 'started', 'token'],
    ['no object', '[1]', 'token'],
    ['200,000 levels', '['.repeat(200_000) + ']'.repeat(200_000), 'token'],
    [
      '1,000 levels in signed data',
      `{"data":{"hmac_sig":"${'0'.repeat(64)}","x":${'['.repeat(1000)}${']'.repeat(1000)}}}`,
      'token',
    ],
  ])('calls %s forged', (_name, received, token) => {
    expect(verifySignature(received, token)).toBe('forged')
  })

  it.each([
    ['1.0', '1.0'],
    ['100', '100'],
    ['-0', '0'],
    ['-0.0', '-0.0'],
    ['1E5', '100000.0'],
    ['1e16', '1e+16'],
    ['1e15', '1000000000000000.0'],
    ['1e21', '1e+21'],
    ['0.0001', '0.0001'],
    ['0.00001', '1e-05'],
    ['1.5e-7', '1.5e-07'],
    ['5e-324', '5e-324'],
    ['1e400', 'Infinity'],
    ['9007199254740993', '9007199254740993'],
    ['123456789012345678901234567890', '123456789012345678901234567890'],
    ['0.1', '0.1'],
  ])('reads the number %s as Python does: %s', (sent, signed) => {
    const received = signedOver(`{"data":{},"n":${signed}}`, (hex) => `{"n":${sent},"data":{"hmac_sig":"${hex}"}}`)
    expect(verifySignature(received, 'token')).toBe('verified')
  })

  it.each([
    ['"é😀"', '"\\u00e9\\ud83d\\ude00"'],
    ['"\\ud83d\\ude00"', '"\\ud83d\\ude00"'],
    ['"\\ud800"', '"\\ud800"'],
    ['"\u007f/\\/\\u0001\\n"', '"\\u007f//\\u0001\\n"'],
    ['{"😀":1,"ﬀ":2,"a":3,"ab":4,"\\ud800":5}', '{"a":3,"ab":4,"\\ud800":5,"\\ufb00":2,"\\ud83d\\ude00":1}'],
    ['{"10":1,"9":2,"__proto__":3}', '{"10":1,"9":2,"__proto__":3}'],
    ['[true,false,null,{"b":1,"b":2}]', '[true,false,null,{"b":2}]'],
  ])('reads %s as Python does', (sent, signed) => {
    const received = signedOver(`{"data":{},"n":${signed}}`, (hex) => `{"n":${sent},"data":{"hmac_sig":"${hex}"}}`)
    expect(verifySignature(received, 'token')).toBe('verified')
  })

  it.each([
    ['compact, escaped', '{"data":{"a":[1,2.0],"b":"\\ud55c"},"seq":1}'],
    ["with Python's separators, escaped", '{"data": {"a": [1, 2.0], "b": "\\ud55c"}, "seq": 1}'],
    ['compact, in UTF-8', '{"data":{"a":[1,2.0],"b":"한"},"seq":1}'],
    ["with Python's separators, in UTF-8", '{"data": {"a": [1, 2.0], "b": "한"}, "seq": 1}'],
  ])('accepts a payload that was signed %s, with the signature in data or at the top', (_form, message) => {
    const inData = signedOver(message, (hex) => `{"seq":1,"data":{"b":"한","a":[1,2.0],"hmac_sig":"${hex}"}}`)
    const atTop = signedOver(message, (hex) => `{"hmac_sig":"${hex}","seq":1,"data":{"b":"한","a":[1,2.0]}}`)
    for (const text of [inData, atTop]) {
      expect(verifySignature(text, 'token')).toBe('verified')
      expect(verifySignature(text, 'other')).toBe('forged')
      expect(verifySignature(text.replace('"seq":1', '"seq":2'), 'token')).toBe('forged')
    }
  })

  it('accepts either signature where there are two, and neither of two wrong ones', () => {
    const text = signedOver(
      '{"data":{"hmac_sig":null},"seq":1}',
      (hex) => `{"seq":1,"hmac_sig":"${hex}","data":{"hmac_sig":null}}`,
    )
    expect(verifySignature(text, 'token')).toBe('verified')
    expect(verifySignature(text, 'other')).toBe('forged')
  })

  it.each(['NaN', 'Infinity', '-Infinity'])('reads %s as Python does', (constant) => {
    const text = signedOver(
      `{"data":{"loss":${constant}},"seq":1}`,
      (hex) => `{"seq":1,"data":{"loss":${constant},"hmac_sig":"${hex}"}}`,
    )
    expect(verifySignature(text, 'token')).toBe('verified')
    expect(verifySignature(text.replace(constant, '0e-987654321'), 'token')).toBe('forged')
  })

  it('accepts a signature that was made before there was any data', () => {
    const received = signedOver('{"seq":1}', (hex) => `{"seq":1,"data":{"hmac_sig":"${hex}"}}`)
    expect(verifySignature(received, 'token')).toBe('verified')
  })

  it('fits whatever was signed, in any order of keys and with any blanks', () => {
    const values = fc.dictionary(fc.string({ unit: 'binary' }), fc.jsonValue())
    fc.assert(
      fc.property(values, values, fc.string({ minLength: 1 }), (fields, data, token) => {
        const signed = signPayload({ ...fields, data }, token)
        const reversed = Object.fromEntries(Object.entries(signed).reverse())
        expect(verifySignature(JSON.stringify(signed), token)).toBe('verified')
        expect(verifySignature(JSON.stringify(reversed, null, 3), token)).toBe('verified')
        expect(verifySignature(JSON.stringify(signed), `${token}x`)).toBe('forged')
      }),
    )
  })
})
