import fc from 'fast-check'
import { expect, it } from 'vitest'
import {
  brokerAt,
  brokerOfKey,
  embeddedBroker,
  idOfKey,
  jobKeyOf,
  unknownBrokerOf,
} from '../../../src/domain/jobs/job-key.ts'
import { jobIdOf } from './build-job.ts'

const anyId = fc.stringMatching(/^[A-Za-z0-9_-]{1,64}$/).map(jobIdOf)
const anyBroker = fc.oneof(
  fc.constant(embeddedBroker),
  fc.string().map(unknownBrokerOf),
  fc.string().map((path) => brokerAt(`wss://broker.internal:8884/${path}`)),
)

it('is taken apart into what it was made of', () => {
  fc.assert(
    fc.property(anyBroker, anyId, (broker, id) => {
      const key = jobKeyOf(broker, id)
      expect([idOfKey(key), brokerOfKey(key)]).toEqual([id, broker])
    }),
  )
})

it('differs between two brokers with the same id', () => {
  const id = jobIdOf('abc12345')
  expect(jobKeyOf(brokerAt('mqtt://a:1883'), id)).not.toBe(jobKeyOf(brokerAt('mqtt://b:1883'), id))
})

it('sorts by id, then by broker', () => {
  fc.assert(
    fc.property(anyBroker, anyId, anyBroker, anyId, (broker, id, otherBroker, otherId) => {
      const isBefore = id < otherId || (id === otherId && broker < otherBroker)
      expect(jobKeyOf(broker, id) < jobKeyOf(otherBroker, otherId)).toBe(isBefore)
    }),
  )
})
