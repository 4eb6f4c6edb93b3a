import { describe, expect, it } from 'vitest'

describe('a pattern in an expected object', () => {
  it('matches a text that it finds', () => {
    expect({ status: 0, stderr: 'it is in use' }).toMatchObject({ stderr: /in use$/ })
    expect({ fields: [{ port: 'not a port' }] }).toMatchObject({ fields: [{ port: /a port/ }] })
  })

  it.each(['another text', '', null, undefined, 7, {}])('does not match %j', (stderr) => {
    expect({ stderr }).not.toMatchObject({ stderr: /in use$/ })
  })
})
