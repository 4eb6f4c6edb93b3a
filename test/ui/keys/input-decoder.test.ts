// What a terminal sends, decoded: keys and pastes however they are cut, and never a key from what nobody typed.
import { StringDecoder } from 'node:string_decoder'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createInputDecoder, type Input } from '../../../src/ui/keys/input-decoder.ts'

const nameOf = (input: Input) => ('paste' in input ? `paste:${input.paste}` : input.key || input.text)

/** The keys and pastes of a few reads; what is incomplete at the end is given up. */
function inputsOf(...reads: readonly string[]): readonly Input[] {
  const decoder = createInputDecoder()
  return [...reads.flatMap((read) => decoder.push(read)), ...decoder.giveUp()]
}

const decoded = (...reads: readonly string[]) => inputsOf(...reads).map(nameOf)

/** Runs of text that were cut are one text. */
function joined(inputs: readonly Input[]): readonly string[] {
  const names: string[] = []
  let isText = false
  for (const input of inputs) {
    const text = 'paste' in input ? '' : input.text
    if (text !== '' && isText) names[names.length - 1] += text
    else names.push(text || nameOf(input))
    isText = text !== ''
  }
  return names
}

/** What terminals send and nobody types. */
const replies: readonly (readonly [string, string])[] = [
  ['a title (OSC)', '\u001b]0;quit q\u0007'],
  ['a colour (OSC, ST)', '\u001b]11;rgb:ffff/qqqq/dddd\u001b\\'],
  ['a clipboard (OSC 52)', '\u001b]52;c;cXF5eQ==\u001b\\'],
  ['a terminfo reply (DCS)', '\u001bP1+r544e=787465726d\u001b\\'],
  ['a version (DCS)', '\u001bP>|tmux 3.3a\u001b\\'],
  ['a graphics reply (APC)', '\u001b_Gi=31;OK\u001b\\'],
  ['a privacy message (PM)', '\u001b^qqq\u001b\\'],
  ['a start of string (SOS)', '\u001bXqqq\u001b\\'],
  ['an 8-bit title', '\u009d0;quit q\u009c'],
  ['an 8-bit version', '\u0090>|q\u009c'],
  ['an 8-bit report', '\u009b12;40R'],
  ['device attributes', '\u001b[?62;22c'],
  ['secondary attributes', '\u001b[>41;354;0c'],
  ['a cursor position', '\u001b[12;40R'],
  ['a status', '\u001b[0n'],
  ['a mode', '\u001b[?2026;2$y'],
  ['a window size', '\u001b[8;24;80t'],
  ['the focus', '\u001b[I\u001b[O'],
  ['the mouse', '\u001b[M !!'],
  ['the mouse with letters', '\u001b[Mqqq'],
  ['the mouse (SGR)', '\u001b[<0;12;40M\u001b[<0;12;40m'],
  ['the mouse (urxvt)', '\u001b[32;12;40M'],
  ['the kitty keyboard', '\u001b[?1u'],
  ['a released key', '\u001b[113;1:3u'],
  ['a key with super', '\u001b[113;9u'],
  ['a function key', '\u001b[15~'],
  ['a function key of the Linux console', '\u001b[[A'],
  ['a function key of xterm', '\u001bOP'],
  ['the end of a paste that was given up', '\u001b[201~'],
]

describe('a terminal sends a key', () => {
  it.each<[string, string, readonly string[]]>([
    ['a letter', 'a', ['a']],
    ['text', 'hello 정렬', ['hello 정렬']],
    ['an arrow', '\u001b[A', ['up']],
    ['an arrow in application mode', '\u001bOB', ['down']],
    ['an 8-bit arrow', '\u009bC', ['right']],
    ['ctrl with an arrow', '\u001b[1;5D', ['ctrl-left']],
    ['ctrl with an arrow (rxvt)', '\u001bOd', ['ctrl-left']],
    ['shift with an arrow (rxvt)', '\u001b[a', ['shift-up']],
    ['alt with an arrow', '\u001b[1;3C', ['meta-right']],
    ['alt with an arrow, as an escape before it', '\u001b\u001b[C', ['meta-right']],
    [
      'home and end',
      '\u001b[H\u001b[F\u001b[1~\u001b[4~\u001b[7~\u001b[8~',
      ['home', 'end', 'home', 'end', 'home', 'end'],
    ],
    ['pages', '\u001b[5~\u001b[6~', ['pageup', 'pagedown']],
    ['delete with ctrl (rxvt)', '\u001b[3^', ['ctrl-delete']],
    ['delete with shift (rxvt)', '\u001b[3$x', ['shift-delete', 'x']],
    ['shift-tab', '\u001b[Z', ['shift-tab']],
    ['alt with a letter', '\u001bb', ['meta-b']],
    ['alt with an emoji', '\u001b👍', ['meta-👍']],
    ['alt with backspace', '\u001b\u007f', ['meta-backspace']],
    ['alt with the beginning of a sequence', '\u001b[', ['meta-[']],
    ['alt with the beginning of a string', '\u001b]', ['meta-]']],
    ['escape', '\u001b', ['esc']],
    ['escape twice', '\u001b\u001b', ['esc', 'esc']],
    ['ctrl with a letter, by its number', '\u001b[115;5u', ['ctrl-s']],
    ['a letter by its number', '\u001b[97u', ['a']],
    ['a capital by its number', '\u001b[97:65;2u', ['A']],
    ['enter by its number', '\u001b[13u', ['enter']],
    ['ctrl with a letter (modifyOtherKeys)', '\u001b[27;5;115~', ['ctrl-s']],
    ['a key with caps lock', '\u001b[1;65A', ['up']],
    ['a line break of two characters', 'a\r\nb', ['a', 'enter', 'b']],
    ['a key after a sequence that was broken off', '\u001b[12\rq', ['enter', 'q']],
    ['a key after a string that was broken off', '\u001b]0;title\u001b[A', ['up']],
    ['a key after a string that was cancelled', '\u001bPabc\u0018q', ['q']],
    ['a paste', '\u001b[200~a\u001b[Ab\u0085\u001b[201~q', ['paste:a\u001b[Ab\u0085', 'q']],
  ])('%s', (_, read, wanted) => {
    expect(decoded(read)).toEqual(wanted)
  })
})

describe('a terminal sends what nobody typed', () => {
  it.each(replies)('%s: no key, wherever it is cut', (_, reply) => {
    for (let cut = 0; cut <= reply.length; cut++)
      expect(decoded(`x${reply.slice(0, cut)}`, `${reply.slice(cut)}y`).join('')).toBe('xy')
    expect(decoded('x', ...reply, 'y').join('')).toBe('xy')
  })

  it('yields no key from any string, whatever it holds', () => {
    const content = fc
      .string({ unit: 'grapheme' })
      .map((text) => text.replace(/[\u0007\u0018\u001a\u001b\u0080-\u009f]/g, ''))
    const opener = fc.constantFrom('\u001b]', '\u001bP', '\u001bX', '\u001b^', '\u001b_')
    fc.assert(
      fc.property(opener, content, fc.nat(), (begin, text, at) => {
        const string = `${begin}${text}\u001b\\`
        const cut = at % string.length
        expect(decoded(string.slice(0, cut), string.slice(cut))).toEqual([])
      }),
    )
  })

  it('yields no key from any report', () => {
    const report = fc.tuple(fc.stringMatching(/^[<=>?][0-9;:]{0,20}$/), fc.stringMatching(/^[ -/]?[@-~]$/))
    fc.assert(
      fc.property(report, ([parameters, end]) => {
        expect(decoded(`\u001b[${parameters}${end}`)).toEqual([])
      }),
    )
  })
})

describe('any bytes', () => {
  const piece = fc.oneof(
    fc.constantFrom(...replies.map(([, reply]) => reply)),
    fc.constantFrom(
      '\u001b[A',
      '\u001b',
      '\u001b[',
      '\u001bO',
      '\u001b]',
      '\u001b[200~',
      '\u001b[201~',
      '\r',
      '\r\n',
      'q',
      '한',
      '👍',
    ),
    fc.string({ unit: 'binary', maxLength: 6 }),
  )
  const bytes = fc.oneof(
    fc.array(piece, { maxLength: 12 }).map((parts) => Buffer.from(parts.join(''))),
    fc.uint8Array({ maxLength: 40 }).map((values) => Buffer.from(values)),
  )

  it.each([
    ['alt with a line break of two characters', '\u001b\r\n', ['meta-enter']],
    ['a line break after a report of the mouse that ends in its first character', '\u001b[M  \r\n', ['enter']],
  ])('keep their line breaks, cut or not: %s', (_, stream, keys) => {
    expect(inputsOf(stream).map(nameOf)).toEqual(keys)
    expect(inputsOf(stream.slice(0, -1), '\n').map(nameOf)).toEqual(keys)
  })

  it('are the same keys wherever they are cut', () => {
    fc.assert(
      fc.property(bytes, fc.array(fc.nat({ max: 60 }), { maxLength: 6 }), (stream, cuts) => {
        const utf8 = new StringDecoder('utf8')
        const edges = [0, ...cuts.filter((cut) => cut < stream.length).sort((a, b) => a - b), stream.length]
        const reads = edges.slice(1).map((end, index) => utf8.write(stream.subarray(edges[index], end)))
        expect(joined(inputsOf(...reads, utf8.end()))).toEqual(joined(inputsOf(stream.toString('utf8'))))
      }),
      { numRuns: 2_000 },
    )
  })

  it('never keep the keyboard: after giving up, the next key is a key', () => {
    fc.assert(
      fc.property(bytes, (stream) => {
        const decoder = createInputDecoder()
        decoder.push(stream.toString('utf8'))
        decoder.giveUp()
        expect(decoder.patienceMs()).toBeNull()
        expect(decoder.push('q').map(nameOf)).toEqual(['q'])
      }),
    )
  })
})

describe('a paste without an end', () => {
  it('is given out after a silence, and then keys are keys', () => {
    const decoder = createInputDecoder()
    expect(decoder.push('\u001b[200~some text')).toEqual([])
    expect(decoder.patienceMs()).toBe(2_000)
    expect(decoder.giveUp()).toEqual([{ paste: 'some text' }])
    expect(decoder.push('q').map(nameOf)).toEqual(['q'])
  })

  it('is cut at a megabyte, and what follows is neither kept nor taken for keys', () => {
    const decoder = createInputDecoder()
    decoder.push('\u001b[200~')
    const given = Array.from({ length: 40 }, () => decoder.push('x'.repeat(65_536))).flat()
    expect(given).toHaveLength(1)
    expect(given.map(nameOf)[0]).toHaveLength(1_048_576 + 'paste:'.length)
    expect(decoder.push('qqq\u001b[201~j').map(nameOf)).toEqual(['j'])
  })

  it('of one read is cut, too', () => {
    expect(decoded(`\u001b[200~${'x'.repeat(2_000_000)}\u001b[201~q`).map((name) => name.length)).toEqual([
      1_048_582, 1,
    ])
  })
})

it('forgets an overlong sequence up to its end', () => {
  const decoder = createInputDecoder()
  for (let read = 0; read < 100; read++)
    expect(decoder.push('1'.repeat(100).padStart(read === 0 ? 102 : 0, '\u001b['))).toEqual([])
  expect(decoder.push('9mq').map(nameOf)).toEqual(['q'])
})
