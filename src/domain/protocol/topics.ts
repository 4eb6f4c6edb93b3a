// The topic grammar of PROTOCOL.md §1: `<base>/<job_id>/events`.
import { type JobId, parseJobId } from './job-id.ts'

export const defaultTopicBase = 'python/mqtt/jobs'

const eventsLevel = '/events'

/** `<base>/<job_id>`: what a record stores as `topic_prefix`. */
export function topicPrefixOf(base: string, jobId: JobId): string {
  return `${base}/${jobId}`
}

/** The topic that a job's events are published on. */
export function eventsTopicOf(topicPrefix: string): string {
  return topicPrefix + eventsLevel
}

/** The filter that matches every job's events below a base. */
export function eventsFilterOf(base: string): string {
  return `${base}/+/events`
}

/** Whether a topic is one that `eventsFilterOf` matches. */
export function isEventsTopicBelow(topic: string, base: string): boolean {
  const levels = topic.startsWith(`${base}/`) ? topic.slice(base.length + 1).split('/') : []
  return levels.length === 2 && levels[1] === 'events'
}

/** The job that an events topic belongs to, whatever its prefix; null when the topic is not the events topic of a valid id. */
export function jobIdOfTopic(topic: string): JobId | null {
  if (!topic.endsWith(eventsLevel)) return null
  const prefix = topic.slice(0, -eventsLevel.length)
  return parseJobId(prefix.slice(prefix.lastIndexOf('/') + 1))
}

/** Whether a text can be a topic base or prefix: no wildcard, no empty level, no control character. */
export function isTopicBase(text: string): boolean {
  return (
    text.length <= 512 && /^[^+#\u0000-\u001f\u007f]+$/.test(text) && text.split('/').every((level) => level !== '')
  )
}
