import { expect, it } from 'vitest'
import { maskedRecord } from '../../../src/cli/output/masked-record.ts'
import { parseRecord } from '../../../src/io/registry/record.ts'
import { jobId } from '../../io/ledger/entries.ts'
import { recordJson } from '../../io/registry/fixtures.ts'

function shown(fields: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const parsed = parseRecord(recordJson('abc12345', fields), jobId('abc12345'))
  if (parsed.kind !== 'record') throw new Error(parsed.explanation)
  return maskedRecord(parsed.record)
}

it('masks the token, and every field that the protocol does not know, whatever its type', () => {
  const secrets = {
    auth_token: 's3cret',
    api_key: 's3cret',
    headers: { Authorization: 's3cret' },
    list: ['s3cret'],
    pin: 4711,
  }
  const record = shown(secrets)
  for (const name of Object.keys(secrets)) expect(record[name]).toBe('***')
})

it('shows that a field is empty', () => {
  expect(shown({ auth_token: null, api_key: '', pin: 0, flag: false })).toMatchObject({
    ...{ auth_token: null, api_key: '', pin: 0, flag: false },
  })
})

it('masks what a broker block holds besides its address and its user', () => {
  const broker = {
    host: 'user:s3cret@mqtt.internal',
    port: 8883,
    tls: true,
    username: 'worker',
    password: 's3cret',
    token: 's3cret',
  }
  expect(shown({ broker }).broker).toEqual({ ...broker, host: '***@mqtt.internal', password: '***', token: '***' })
})

it('shows every field of the protocol as it is', () => {
  const known = JSON.parse(recordJson('abc12345'))
  expect(shown({})).toMatchObject(known)
})
