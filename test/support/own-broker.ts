// A broker for one test, stopped when the test ends.
import { onTestFinished } from 'vitest'
import {
  type EmbeddedBroker,
  type EmbeddedBrokerOptions,
  startEmbeddedBroker,
} from '../../src/io/own-broker/embedded.ts'
import { type Mosquitto, type MosquittoOptions, startMosquitto } from './mosquitto.ts'

export async function ownMosquitto(options: MosquittoOptions = {}): Promise<Mosquitto> {
  const broker = await startMosquitto(options)
  onTestFinished(() => broker.stop())
  return broker
}

export async function ownEmbeddedBroker(options: EmbeddedBrokerOptions = {}): Promise<EmbeddedBroker> {
  const broker = await startEmbeddedBroker(options)
  onTestFinished(() => broker.close())
  return broker
}
