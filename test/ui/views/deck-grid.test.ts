// How panes and rows share the room: every answer is arithmetic, so it is held against counting line by line.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  type Arrangement,
  arrange,
  drawings,
  heightOf,
  lineOf,
  placeOnLine,
} from '../../../src/ui/views/deck/arrangement.ts'
import { acrossOf, bandsOf, fittingGrid, minPaneColumns, minPaneRows, shares } from '../../../src/ui/views/deck/grid.ts'
import { firstLine, placesShown } from '../../../src/ui/views/deck/viewport.ts'

const sum = (parts: readonly number[]) => parts.reduce((total, part) => total + part, 0)

describe('shares', () => {
  it('differ by at most one cell and lose none', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 400 }), fc.integer({ min: 1, max: 12 }), (total, parts) => {
        const result = shares(total, parts)
        expect(sum(result)).toBe(total)
        expect(Math.max(...result) - Math.min(...result)).toBeLessThanOrEqual(1)
      }),
    )
  })
})

describe('panes that all fit', () => {
  it.each([
    // columns, rows, jobs: across × down
    [40, 8, 1, 1, 1],
    [60, 14, 2, 1, 2],
    [80, 22, 1, 1, 1],
    [80, 22, 2, 1, 2],
    [80, 22, 6, 2, 3],
    [80, 22, 8, 2, 4],
    [120, 38, 2, 2, 1],
    [120, 38, 3, 2, 2],
    [120, 38, 8, 2, 4],
    [200, 58, 4, 2, 2],
    [200, 58, 55, 5, 11],
  ])('stand in %i×%i cells, %i of them, as %i×%i', (columns, rows, jobs, across, down) => {
    const grid = fittingGrid(columns, rows, jobs)
    expect(grid && [acrossOf(grid), bandsOf(grid)]).toEqual([across, down])
  })

  it.each([
    [40, 8, 2],
    [80, 22, 9],
    [200, 58, 56],
  ])('in %i×%i cells are fewer than %i', (columns, rows, jobs) => expect(fittingGrid(columns, rows, jobs)).toBeNull())

  const columns = fc.integer({ min: 40, max: 300 })
  const rows = fc.integer({ min: 5, max: 90 })
  const jobs = fc.integer({ min: 1, max: 200 })

  it('fill the width exactly, stay legible and stay within the room; they fit whenever that is possible', () => {
    fc.assert(
      fc.property(columns, rows, jobs, (width, height, count) => {
        const grid = fittingGrid(width, height, count)
        const most = Math.floor(width / minPaneColumns) * Math.floor(height / minPaneRows)
        expect(grid !== null).toBe(count <= most)
        if (!grid) return
        expect(sum(grid.widths)).toBe(width)
        expect(Math.min(...grid.widths)).toBeGreaterThanOrEqual(minPaneColumns)
        expect(grid.rows).toBeGreaterThanOrEqual(minPaneRows)
        expect(grid.rows * bandsOf(grid) + grid.taller).toBeLessThanOrEqual(height)
      }),
    )
  })
})

const room = fc
  .record({
    drawing: fc.constantFrom(...drawings),
    columns: fc.integer({ min: 40, max: 300 }),
    rows: fc.integer({ min: 6, max: 90 }),
    attention: fc.nat(40),
    running: fc.nat(60),
    ended: fc.nat(60),
    selected: fc.nat(200),
    detail: fc.constantFrom('beside', 'in the list' as const),
  })
  .map(({ running, ended, selected, ...part }) => {
    const live = part.attention + running
    const places = live + ended
    return { ...part, live, places, selected: places === 0 ? -1 : selected % places }
  })

/** Each place with the line that it begins on and its height, by counting. */
function counted({ panes, places, unfolded }: Arrangement): readonly { line: number; height: number }[] {
  const all: { line: number; height: number }[] = []
  let line = 0
  for (let place = 0; place < places; place++) {
    const isPane = place < panes.count
    const band = Math.floor(place / acrossOf(panes))
    const height = isPane ? panes.rows + (band < panes.taller ? 1 : 0) : place === unfolded?.place ? unfolded.rows : 1
    all.push({ line, height })
    const isLastBeside = place === panes.count - 1 || (place + 1) % acrossOf(panes) === 0
    if (!isPane || isLastBeside) line += height
  }
  return all
}

describe('the arrangement', () => {
  it('has every place on the line where counting finds it', () => {
    fc.assert(
      fc.property(room, (to) => {
        const arrangement = arrange(to)
        const all = counted(arrangement)
        expect(all.map((_, place) => lineOf(arrangement, place))).toEqual(all.map(({ line }) => line))
        expect(all.map((_, place) => heightOf(arrangement, place))).toEqual(all.map(({ height }) => height))
        const lines = lineOf(arrangement, to.places)
        for (let line = 0; line < lines; line++) {
          const first = all.findIndex((place) => line >= place.line && line < place.line + place.height)
          expect(placeOnLine(arrangement, line)).toBe(first)
        }
      }),
    )
  })

  it('unfolds nothing in rows, every live job in panes, and in auto what needs attention and the selected job', () => {
    fc.assert(
      fc.property(room, (to) => {
        const { panes, unfolded } = arrange(to)
        const fits = fittingGrid(to.columns, to.rows - (to.places - to.live), to.live) !== null
        if (to.drawing === 'rows') expect([panes.count, unfolded]).toEqual([0, null])
        else if (to.drawing === 'panes' || fits) expect(panes.count).toBe(to.live)
        else {
          expect(panes.count).toBeLessThanOrEqual(to.attention)
          expect(panes.count).toBeGreaterThanOrEqual(Math.min(1, to.attention))
        }
        const isOpen = to.selected < panes.count || unfolded?.place === to.selected
        if (to.drawing !== 'rows' && !fits && to.places > 0)
          expect(isOpen).toBe(to.detail === 'in the list' || to.selected < panes.count)
      }),
    )
  })

  it('leaves half of the screen to rows when more needs attention than fits', () => {
    const to = {
      drawing: 'auto',
      columns: 80,
      rows: 22,
      places: 40,
      attention: 25,
      live: 40,
      selected: 0,
      detail: 'in the list',
    } as const
    const arrangement = arrange(to)
    expect(lineOf(arrangement, arrangement.panes.count)).toBeLessThanOrEqual(11)
    expect(arrangement.panes.count).toBe(2)
  })
})

describe('the view', () => {
  it('always holds the selected place whole, begins with a place, and leaves no line empty that a job could have', () => {
    fc.assert(
      fc.property(
        room,
        fc.integer({ min: -200, max: 200 }),
        fc.constantFrom('wanted', 'not wanted' as const),
        (to, lead, start) => {
          const arrangement = arrange(to)
          const top = firstLine({ arrangement, rows: to.rows, selected: to.selected, lead, start })
          if (to.selected < 0) return
          const all = counted(arrangement)
          const { line = 0, height = 0 } = all[to.selected] ?? {}
          expect(line).toBeGreaterThanOrEqual(top)
          if (height <= to.rows) expect(line + height).toBeLessThanOrEqual(top + to.rows)
          expect(all.some((place) => place.line === top)).toBe(true)
          const lines = lineOf(arrangement, to.places)
          const tallest = Math.max(...all.map((place) => place.height))
          expect(top).toBeLessThan(Math.max(1, lines - to.rows + tallest))
          const { first, last } = placesShown(arrangement, top, to.rows)
          expect(all[first]?.line).toBe(top)
          for (let place = first; place <= last; place++) expect(all[place]?.line).toBeGreaterThanOrEqual(top)
          if (last > first) expect((all[last]?.line ?? 0) + (all[last]?.height ?? 0)).toBeLessThanOrEqual(top + to.rows)
        },
      ),
    )
  })

  it('begins at the top when that is wanted and the selected place stays visible', () => {
    const to = {
      drawing: 'rows',
      columns: 80,
      rows: 10,
      places: 40,
      attention: 1,
      live: 40,
      detail: 'in the list',
    } as const
    const at = (selected: number, start: 'wanted' | 'not wanted') =>
      firstLine({ arrangement: arrange({ ...to, selected }), rows: 10, selected, lead: 2, start })
    expect([at(9, 'not wanted'), at(9, 'wanted'), at(10, 'wanted')]).toEqual([7, 0, 8])
  })

  it('keeps the selected place on its line of the screen while places come and go above it', () => {
    const to = { drawing: 'rows', columns: 80, rows: 10, attention: 0, detail: 'in the list' } as const
    const lineOnScreen = (places: number, selected: number) => {
      const arrangement = arrange({ ...to, places, live: places, selected })
      return selected - firstLine({ arrangement, rows: 10, selected, lead: 4, start: 'not wanted' })
    }
    expect([lineOnScreen(40, 20), lineOnScreen(45, 25), lineOnScreen(30, 10)]).toEqual([4, 4, 4])
  })
})
