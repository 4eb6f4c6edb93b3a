import headless from '@xterm/headless'
import { describe, expect, it } from 'vitest'
import { cell } from './boxes.ts'
import { palettes } from './palettes.ts'
import { svgOf } from './svg.ts'

async function drawn(columns: number, bytes: string): Promise<string> {
  const terminal = new headless.Terminal({ cols: columns, rows: 2, allowProposedApi: true })
  await new Promise<void>((resolve) => terminal.write(bytes, resolve))
  return svgOf(terminal, palettes.dark, 'a <screen>')
}

interface Text {
  readonly look: string
  readonly column: number
  readonly cells: number
  readonly text: string
}

function textsOf(svg: string): readonly Text[] {
  return [...svg.matchAll(/<text class="([^"]*)" x="([^"]*)" y="[^"]*" textLength="([^"]*)"[^>]*>([^<]*)</g)].map(
    ([, look = '', x, width, text = '']) => ({
      look,
      column: Math.round(Number(x) / cell.width),
      cells: Math.round(Number(width) / cell.width),
      text,
    }),
  )
}

describe('a picture', () => {
  it('has each run of text in its cells, wide ones in two', async () => {
    expect(textsOf(await drawn(40, '  plain words   정렬 end'))).toEqual([
      { look: 'f', column: 2, cells: 11, text: 'plain words' },
      { look: 'f', column: 16, cells: 4, text: '정렬' },
      { look: 'f', column: 21, cells: 3, text: 'end' },
    ])
  })

  it('has the colours and the weight of the text, and swaps them where the terminal does', async () => {
    const svg = await drawn(40, '\u001b[1;35mneeds you\u001b[0m \u001b[2mquiet\u001b[0m \u001b[7mcursor\u001b[0m')
    expect(textsOf(svg).map(({ look, text }) => `${look}: ${text}`)).toEqual([
      'c5 b: needs you',
      'f d: quiet',
      'f i: cursor',
    ])
    expect(svg).toContain('<rect class="r f" x="134.4" y="0" width="50.4" height="18"/>')
  })

  it('has borders as lines that meet', async () => {
    const svg = await drawn(6, '╭──╮││')
    expect(textsOf(svg)).toEqual([])
    expect(svg).toContain('d="M8.4 9h-0.2q-4 0 -4 4v5M8.4 9h16.8M25.2 9h0.2q4 0 4 4v5M37.8 0v18M46.2 0v18"')
  })

  it('has a title', async () => {
    expect(await drawn(40, '')).toContain('<title>a &lt;screen&gt;</title>')
  })

  it('escapes what would be markup', async () => {
    expect(textsOf(await drawn(40, '<b>&amp;'))).toMatchObject([{ text: '&lt;b&gt;&amp;amp;' }])
  })
})
