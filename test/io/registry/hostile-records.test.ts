// Records as a hostile or broken program may write them: each is read safely or refused in words, and never rewritten wrongly.
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { parseRecord } from '../../../src/io/registry/record.ts'
import { readRecord, setStatus, takeNextSeq } from '../../../src/io/registry/registry.ts'
import { jobId, putRecord, recordJson, temporaryDir } from './fixtures.ts'

const id = 'abc12345'
const deep = `${'['.repeat(200_000)}${']'.repeat(200_000)}`

/** The text of a valid record with raw JSON members before its closing brace. */
function withMembers(members: string): string {
  return recordJson(id).trimEnd().replace(/\}$/, `, ${members}}`)
}

describe('a field of a record', () => {
  it.each([
    ['a status that does not exist', '"status": "done"', /^status: /],
    ['a limit below zero', '"timeout_sec": -1', /^timeout_sec: /],
    ['a limit beyond every number', '"timeout_sec": 1e999', /^timeout_sec: /],
    ['a counter beyond what is exact', '"last_seq": 9007199254740993', /^last_seq: /],
    ['a counter with a fraction', '"last_seq": 1.5', /^last_seq: /],
    ['a port that does not exist', '"broker": {"host": "h", "port": 70000}', /^broker.port: /],
    ['a time that is not one', '"created_at": "yesterday"', /^created_at: /],
    ['a topic with a wildcard', '"topic_prefix": "python/#"', /^topic_prefix: /],
    ['nesting where a text belongs', `"prompt": ${deep}`, /^prompt: /],
  ])('with %s is refused, and its value is not quoted', (_, member, explanation) => {
    const parsed = parseRecord(withMembers(member), jobId(id))
    expect(parsed).toMatchObject({ kind: 'problem', explanation: expect.stringMatching(explanation) })
  })

  it.each([
    ['nests deeply', `"extra": ${deep}`],
    ['is called __proto__', '"__proto__": {"status": "completed", "auth_token": "x"}'],
    ['is called constructor', '"constructor": {"prototype": 1}, "hasOwnProperty": 0, "toString": null'],
  ])('that %s is kept, and changes nothing else', async (_, member) => {
    const dir = await temporaryDir()
    await writeFile(join(dir, `${id}.json`), withMembers(member))
    expect(await readRecord(dir, id)).toMatchObject({ status: 'pending', auth_token: null, prompt: /Migrate/ })
    expect(await takeNextSeq(dir, id)).toBe(1)
    expect(await readFile(join(dir, `${id}.json`), 'utf8')).toContain(member)
    expect(Object.prototype).not.toHaveProperty('auth_token')
  })

  it('that appears twice counts as JSON readers count it, and both are changed', async () => {
    const dir = await temporaryDir()
    await writeFile(join(dir, `${id}.json`), withMembers('"status": "running", "last_seq": 4'))
    expect(await readRecord(dir, id)).toMatchObject({ status: 'running', last_seq: 4 })
    expect(await takeNextSeq(dir, id)).toBe(5)
    await setStatus(dir, id, 'completed')
    const text = await readFile(join(dir, `${id}.json`), 'utf8')
    expect(text.match(/"last_seq": ?5/g)).toHaveLength(2)
    expect(text.match(/"status": ?"completed"/g)).toHaveLength(2)
  })
})

describe('the highest possible seq', () => {
  it('is never exceeded: the record stays usable', async () => {
    const dir = await temporaryDir()
    await putRecord(dir, id, recordJson(id, { last_seq: Number.MAX_SAFE_INTEGER - 1 }))
    expect(await takeNextSeq(dir, id)).toBe(Number.MAX_SAFE_INTEGER)
    await expect(takeNextSeq(dir, id)).rejects.toMatchObject({ code: 'bad-data', message: /no seq left/ })
    expect(await readRecord(dir, id)).toMatchObject({ last_seq: Number.MAX_SAFE_INTEGER })
  })
})
