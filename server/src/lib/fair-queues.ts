/** Queues by key that are served round robin, so one key's long queue delays another key by one turn at most. */
export class FairQueues<Item> {
  /** The next key comes first. No queue is empty. */
  readonly #queues = new Map<string, Item[]>()

  /** The length of a key's queue. */
  lengthOf(key: string): number {
    return this.#queues.get(key)?.length ?? 0
  }

  /** Appends an item to a key's queue. */
  add(key: string, item: Item): void {
    const queue = this.#queues.get(key)
    if (queue === undefined) this.#queues.set(key, [item])
    else queue.push(item)
  }

  /** Takes the first item of the next key, which then becomes the last key; undefined if all queues are empty. */
  next(): Item | undefined {
    const [first] = this.#queues
    if (first === undefined) return undefined
    const [key, queue] = first
    const item = queue.shift()
    this.#queues.delete(key)
    if (queue.length > 0) this.#queues.set(key, queue)
    return item
  }

  /** @returns whether the item was queued. */
  remove(key: string, item: Item): boolean {
    const queue = this.#queues.get(key) ?? []
    const at = queue.indexOf(item)
    if (at === -1) return false
    queue.splice(at, 1)
    if (queue.length === 0) this.#queues.delete(key)
    return true
  }

  /** The key with the longest queue, and its newest item; undefined if all queues are empty. */
  longest(): { key: string; length: number; newest: Item } | undefined {
    let found: { key: string; length: number; newest: Item } | undefined
    for (const [key, queue] of this.#queues)
      if (queue.length > (found?.length ?? 0))
        found = { key, length: queue.length, newest: queue.at(-1) as Item }
    return found
  }
}
