// Bytes that were valid once: parts are cut out, repeated and replaced by what breaks readers.
import fc from 'fast-check'

const bits = (...bytes: readonly number[]) => Buffer.from(bytes)

/** What has meaning to a parser, to a terminal or to JavaScript. */
const tokens: readonly Buffer[] = [
  ...['"', '\\', '{', '}', '[', ']', ':', ',', '\\u', '\\ud800', '\\udfff\\ud83d', '\\u0000', '\\u202e', '\\u009b'],
  ...['null', 'true', 'NaN', '-Infinity', '1e999', '-0', '0x1', '9007199254740993', '1.5', '"":', '{"a":'],
  ...[
    '"__proto__":{"seq":1},',
    '"constructor":1,',
    '"seq":',
    '"job_id":',
    '"hmac_sig":""',
    '\u2028',
    '\u0085',
    '\ufeff',
  ],
  ...[
    '\u001b[2J',
    '\u001b]0;x\u0007',
    '\u009b31m',
    '\u202e',
    '\u200b',
    '👩‍👩‍👧',
    'é́́́́́',
    '한글',
    '\r\n',
    '\t',
    '\u0000',
    '#',
    '+',
    '/',
    '=',
    "'",
    '`',
    '$(x)',
    'export ',
  ],
]
  .map((text) => Buffer.from(text))
  .concat([
    ...[bits(0xff), bits(0xc3), bits(0xed, 0xa0, 0x80), bits(0xf4, 0x90, 0x80, 0x80), bits(0xc0, 0x80)],
    ...[
      Buffer.from('['.repeat(5_000)),
      Buffer.from('{"a":'.repeat(500)),
      Buffer.alloc(3_000, 'x'),
      Buffer.alloc(2_000, '\u0301'),
    ],
  ])

interface Change {
  /** Where, in thousandths of the length. */
  readonly at: number
  /** How many bytes are replaced. */
  readonly cut: number
  readonly by: Uint8Array
  /** How often `by` is put there. */
  readonly times: number
}

const change: fc.Arbitrary<Change> = fc.record({
  at: fc.integer({ min: 0, max: 1_000 }),
  cut: fc.oneof({ weight: 6, arbitrary: fc.nat(6) }, fc.nat(400)),
  by: fc.oneof(
    { weight: 6, arbitrary: fc.constantFrom(...tokens) },
    { weight: 4, arbitrary: fc.constant(new Uint8Array()) },
    fc.uint8Array({ maxLength: 8 }),
  ),
  times: fc.oneof({ weight: 9, arbitrary: fc.constant(1) }, fc.integer({ min: 2, max: 40 })),
})

function changed(bytes: Buffer, { at, cut, by, times }: Change): Buffer {
  const from = Math.round((bytes.length * at) / 1_000)
  return Buffer.concat([bytes.subarray(0, from), ...Array<Uint8Array>(times).fill(by), bytes.subarray(from + cut)])
}

/** The texts as they are now and then, more often with a few changes, and sometimes bytes that never were a text. */
export function mutated(valid: fc.Arbitrary<string>): fc.Arbitrary<Buffer> {
  const changes = fc.oneof(
    { weight: 3, arbitrary: fc.constant([]) },
    { weight: 8, arbitrary: fc.array(change, { minLength: 1, maxLength: 3 }) },
  )
  return fc.oneof(
    { weight: 19, arbitrary: fc.tuple(valid, changes).map(([text, all]) => all.reduce(changed, Buffer.from(text))) },
    fc.uint8Array({ maxLength: 300 }).map((bytes) => Buffer.from(bytes)),
  )
}

/** Texts with what terminals act on, wide and joined characters, lone surrogates. */
export const wildText: fc.Arbitrary<string> = fc
  .array(
    fc.oneof(
      fc.constantFrom(...tokens.map(String), '\ud800', 'words ', '정렬 '),
      fc.string({ unit: 'binary', maxLength: 8 }),
    ),
    {
      maxLength: 6,
    },
  )
  .map((parts) => parts.join(''))
