import { describe, expect, it } from 'vitest'

describe('a pattern in an expected object', () => {
  it('matches the text that stands there', () => {
    expect({ status: 0, stderr: 'it is in use' }).toMatchObject({ stderr: /in use$/ })
    expect({ fields: [{ port: 'is no port' }] }).toMatchObject({ fields: [{ port: /no port/ }] })
  })

  it.each(['another text', '', null, undefined, 7, {}])('does not match %j', (stderr) => {
    expect({ stderr }).not.toMatchObject({ stderr: /in use$/ })
  })
})
