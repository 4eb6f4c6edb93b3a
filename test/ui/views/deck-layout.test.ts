import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { layOutDeck, maxPaneRows, minPaneColumns, minPaneRows, shares } from '../../../src/ui/views/deck/layout.ts'

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

describe('the grid of the deck', () => {
  it.each([
    // columns, rows, jobs: across × down, pages
    [40, 8, 1, 1, 1, 1],
    [40, 8, 3, 1, 1, 3],
    [60, 14, 8, 1, 2, 4],
    [80, 22, 1, 1, 1, 1],
    [80, 22, 2, 1, 2, 1],
    [80, 22, 6, 2, 3, 1],
    [80, 22, 7, 2, 3, 2],
    [120, 38, 2, 2, 1, 1],
    [120, 38, 3, 2, 2, 1],
    [120, 38, 8, 2, 4, 1],
    [120, 38, 16, 3, 5, 2],
    [200, 58, 4, 2, 2, 1],
    [200, 58, 40, 5, 8, 1],
    [200, 58, 41, 5, 8, 2],
  ])('gives %i×%i cells and %i jobs %i×%i panes on %i pages', (columns, rows, jobs, across, down, pages) => {
    const grid = layOutDeck(columns, rows, jobs)
    expect([grid.widths.length, grid.heights.length, grid.pages]).toEqual([across, down, pages])
  })

  it('fills the width exactly and the height up to the tallest pane, and stays legible', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 40, max: 300 }),
        fc.integer({ min: 7, max: 90 }),
        fc.integer({ min: 0, max: 500 }),
        (columns, rows, jobs) => {
          const grid = layOutDeck(columns, rows, jobs)
          expect(sum(grid.widths)).toBe(columns)
          expect(sum(grid.heights)).toBe(Math.min(rows, grid.heights.length * maxPaneRows))
          expect(Math.min(...grid.widths)).toBeGreaterThanOrEqual(minPaneColumns)
          expect(Math.min(...grid.heights)).toBeGreaterThanOrEqual(minPaneRows)
          expect(grid.perPage * grid.pages).toBeGreaterThanOrEqual(jobs)
          expect(grid.perPage * (grid.pages - 1)).toBeLessThan(Math.max(1, jobs))
        },
      ),
    )
  })

  it('needs a second page only when no more legible panes fit', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 40, max: 300 }),
        fc.integer({ min: 7, max: 90 }),
        fc.integer({ min: 1, max: 500 }),
        (columns, rows, jobs) => {
          const most = Math.floor(columns / minPaneColumns) * Math.floor(rows / minPaneRows)
          expect(layOutDeck(columns, rows, jobs).pages > 1).toBe(jobs > most)
        },
      ),
    )
  })
})
