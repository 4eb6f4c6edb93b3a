import { expect, it } from 'vitest'
import { contentHash } from '../../../src/domain/protocol/content-hash.ts'

it('stays what the ledger has stored', () => {
  expect(contentHash('{"seq":1,"detail":"정렬"}')).toBe(571424102)
  expect(contentHash('')).toBe(0)
})
