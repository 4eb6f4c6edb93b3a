import { describe, expect, it } from 'vitest'
import { isEventsTopicBelow, isTopicBase, jobIdOfTopic } from '../../../src/domain/protocol/topics.ts'

describe('jobIdOfTopic', () => {
  it.each([
    ['python/mqtt/jobs/abc12345/events', 'abc12345'],
    ['team/x_-9/events', 'x_-9'],
    ['a/events', 'a'],
    ['events', null],
    ['python/mqtt/jobs//events', null],
    ['python/mqtt/jobs/../events', null],
    ['python/mqtt/jobs/a b/events', null],
    ['python/mqtt/jobs/한글/events', null],
    [`base/${'a'.repeat(64)}/events`, 'a'.repeat(64)],
    [`base/${'a'.repeat(65)}/events`, null],
    ['python/mqtt/jobs/abc/logs', null],
    ['python/mqtt/jobs/abc/events/x', null],
  ])('%s belongs to %s', (topic, expected) => {
    expect(jobIdOfTopic(topic)).toBe(expected)
  })
})

describe('isEventsTopicBelow', () => {
  it.each([
    ['team/a/abc12345/events', true],
    ['team/a/../events', true],
    ['team/b/abc12345/events', false],
    ['team/a/x/abc12345/events', false],
    ['team/abc12345/events', false],
    ['team/a/abc12345/logs', false],
    ['team/a/events', false],
    ['team/ab/abc12345/events', false],
  ])('%s below team/a: %s', (topic, expected) => {
    expect(isEventsTopicBelow(topic, 'team/a')).toBe(expected)
  })
})

describe('a topic base', () => {
  it.each(['a', 'python/mqtt/jobs', 'team one/작업', '$share', 'a'.repeat(512)])('can be %j', (text) => {
    expect(isTopicBase(text)).toBe(true)
  })

  it.each(['', '/', '/a', 'a/', 'a//b', 'a/+/b', '#', 'a\0b', 'a\nb', 'a\u007f', 'a'.repeat(513)])(
    'cannot be %j',
    (text) => {
      expect(isTopicBase(text)).toBe(false)
    },
  )
})
