// A job is a broker and an id: the same id on two brokers is two jobs.
import type { JobId } from '../protocol/job-id.ts'

declare const brand: unique symbol

/** A broker's URL; `embedded` for the broker in this process; `profile:NAME` for settings that do not give a URL. */
export type BrokerId = string & { readonly [brand]: 'BrokerId' }

/** Broker and id as one string, for maps and selections. Sorts by id first. */
export type JobKey = string & { readonly [brand]: 'JobKey' }

export const embeddedBroker = 'embedded' as BrokerId

/** The broker at a URL, as `brokerUrl` writes it. */
export function brokerAt(url: string): BrokerId {
  return url as BrokerId
}

/** Stands for the broker of a profile whose settings do not give a URL. */
export function unknownBrokerOf(profileName: string): BrokerId {
  return `profile:${profileName}` as BrokerId
}

/** No id contains a blank, and a blank sorts before every character of an id. */
const separator = ' '

export function jobKeyOf(broker: BrokerId, id: JobId): JobKey {
  return `${id}${separator}${broker}` as JobKey
}

export function idOfKey(key: JobKey): JobId {
  return key.slice(0, key.indexOf(separator)) as JobId
}

export function brokerOfKey(key: JobKey): BrokerId {
  return key.slice(key.indexOf(separator) + separator.length) as BrokerId
}
