// A sorted list with rank and select. It is split into chunks, so that a change moves the items of one chunk, not of the
// whole list.

/** A chunk with more items is split, two neighbours with fewer together become one. */
const maxChunk = 256
const minChunk = maxChunk / 4

export class SortedList<Item> {
  readonly #compare: (a: Item, b: Item) => number
  /** None is empty. */
  readonly #chunks: Item[][] = []
  #size = 0

  /** `compare` is a total order: 0 only for an item and itself. */
  constructor(compare: (a: Item, b: Item) => number) {
    this.#compare = compare
  }

  get size(): number {
    return this.#size
  }

  add(item: Item): void {
    const index = Math.min(this.#chunkFor(item), this.#chunks.length - 1)
    const chunk = this.#chunks[index]
    this.#size++
    if (!chunk) {
      this.#chunks.push([item])
      return
    }
    chunk.splice(this.#placeIn(chunk, item), 0, item)
    if (chunk.length > maxChunk) this.#chunks.splice(index + 1, 0, chunk.splice(maxChunk / 2))
  }

  /** Does nothing when the item is not in the list. */
  delete(item: Item): void {
    const index = this.#chunkFor(item)
    const chunk = this.#chunks[index]
    const place = chunk ? this.#placeIn(chunk, item) : -1
    const found = chunk?.[place]
    if (!chunk || found === undefined || this.#compare(found, item) !== 0) return
    chunk.splice(place, 1)
    this.#size--
    const next = this.#chunks[index + 1] ?? []
    if (chunk.length > 0 && chunk.length + next.length > minChunk) return
    if (chunk.length === 0) this.#chunks.splice(index, 1)
    else this.#chunks.splice(index, 2, [...chunk, ...next])
  }

  at(place: number): Item | undefined {
    return this.slice(place, place + 1)[0]
  }

  /** The items from position `from` up to but not including `to`. */
  slice(from: number, to: number): readonly Item[] {
    const items: Item[] = []
    let start = 0
    for (const chunk of this.#chunks) {
      if (start >= to) break
      if (start + chunk.length > from) items.push(...chunk.slice(Math.max(0, from - start), to - start))
      start += chunk.length
    }
    return items
  }

  /** How many items are before this one, whether it is in the list or not. */
  rankOf(item: Item): number {
    const index = this.#chunkFor(item)
    let rank = 0
    for (let i = 0; i < index; i++) rank += this.#chunks[i]?.length ?? 0
    const chunk = this.#chunks[index]
    return chunk ? rank + this.#placeIn(chunk, item) : rank
  }

  /** The first chunk that does not end before the item. */
  #chunkFor(item: Item): number {
    return firstIndex(this.#chunks.length, (index) => {
      const last = this.#chunks[index]?.at(-1)
      return last !== undefined && this.#compare(last, item) >= 0
    })
  }

  #placeIn(chunk: readonly Item[], item: Item): number {
    return firstIndex(chunk.length, (index) => {
      const other = chunk[index]
      return other !== undefined && this.#compare(other, item) >= 0
    })
  }
}

/** The first index below `count` for which `holds` is true, as for every later one; `count` when there is none. */
function firstIndex(count: number, holds: (index: number) => boolean): number {
  let low = 0
  let high = count
  while (low < high) {
    const middle = (low + high) >>> 1
    if (holds(middle)) high = middle
    else low = middle + 1
  }
  return low
}
