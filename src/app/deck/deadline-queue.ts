// A queue of deadlines, one per key, as a binary heap: a look costs in proportion to what is due.

interface Node<Key> {
  readonly key: Key
  readonly atMs: number
}

export class DeadlineQueue<Key> {
  /** A node is due no later than its two children, at 2i + 1 and 2i + 2. */
  readonly #heap: Node<Key>[] = []
  readonly #places = new Map<Key, number>()

  get size(): number {
    return this.#heap.length
  }

  /** Replaces the key's deadline; null removes it. */
  set(key: Key, atMs: number | null): void {
    const place = this.#places.get(key)
    if (atMs === null) {
      if (place !== undefined) this.#delete(place)
    } else if (place === undefined) this.#rise(this.#heap.length, { key, atMs })
    else this.#settle(place, { key, atMs })
  }

  /** When the first key is due; null when none is. */
  get firstMs(): number | null {
    return this.#heap[0]?.atMs ?? null
  }

  /** Whether anything is due by `nowMs`. */
  isDue(nowMs: number): boolean {
    const [first] = this.#heap
    return first !== undefined && first.atMs <= nowMs
  }

  /** Removes and returns the key that is due first, if it is due by `nowMs`. */
  popDue(nowMs: number): Key | undefined {
    const [first] = this.#heap
    if (!first || first.atMs > nowMs) return undefined
    this.#delete(0)
    return first.key
  }

  #delete(place: number): void {
    const node = this.#heap[place]
    const last = this.#heap.pop()
    if (node) this.#places.delete(node.key)
    if (last && last !== node) this.#settle(place, last)
  }

  #settle(place: number, node: Node<Key>): void {
    const parent = this.#heap[(place - 1) >> 1]
    if (place > 0 && parent && parent.atMs > node.atMs) this.#rise(place, node)
    else this.#sink(place, node)
  }

  #rise(from: number, node: Node<Key>): void {
    let place = from
    while (place > 0) {
      const parentPlace = (place - 1) >> 1
      const parent = this.#heap[parentPlace]
      if (!parent || parent.atMs <= node.atMs) break
      this.#put(place, parent)
      place = parentPlace
    }
    this.#put(place, node)
  }

  #sink(from: number, node: Node<Key>): void {
    let place = from
    for (;;) {
      const [left, right] = [this.#heap[2 * place + 1], this.#heap[2 * place + 2]]
      const child = right && left && right.atMs < left.atMs ? right : left
      if (!child || child.atMs >= node.atMs) break
      const childPlace = child === right ? 2 * place + 2 : 2 * place + 1
      this.#put(place, child)
      place = childPlace
    }
    this.#put(place, node)
  }

  #put(place: number, node: Node<Key>): void {
    this.#heap[place] = node
    this.#places.set(node.key, place)
  }
}
