/** An event that waits to be sent, or is being sent. */
export interface OrderedEvent {
  sequence: number
  /** Undefined for events that are about no contact: they wait for no other. */
  contactId: string | undefined
  /** The size of its document, in characters. */
  size: number
}

/** The most events in an order, and their size in all. Beyond it, add no more until some are settled. */
const maxUnsettled = 1_000
const maxUnsettledSize = 8 * 1024 * 1024

/**
 * The order in which one webhook receives its events: those of a contact one after the other, those of different
 * contacts at the same time.
 */
export class ContactOrder<Event extends OrderedEvent> {
  /** In the order of their numbers. */
  readonly #unsettled = new Map<number, Event>()
  /** Those that were taken are undefined, so that they leave the memory. */
  readonly #ready: (Event | undefined)[] = []
  #taken = 0
  #unsettledSize = 0
  /** Those behind the event of a contact that is ready or being sent. */
  readonly #behind = new Map<string, Event[]>()

  /** Adds an event. Add them in the order of their numbers. */
  add(event: Event): void {
    this.#unsettled.set(event.sequence, event)
    this.#unsettledSize += event.size
    const { contactId } = event
    if (contactId === undefined) {
      this.#ready.push(event)
      return
    }
    const queue = this.#behind.get(contactId)
    if (queue) queue.push(event)
    else {
      this.#behind.set(contactId, [])
      this.#ready.push(event)
    }
  }

  /** The next event to send. Its contact's later ones wait until it is settled. */
  take(): Event | undefined {
    const event = this.#ready[this.#taken]
    if (event === undefined) return undefined
    this.#ready[this.#taken] = undefined
    this.#taken += 1
    if (this.#taken > maxTaken) {
      this.#ready.splice(0, this.#taken)
      this.#taken = 0
    }
    return event
  }

  /** The receiver has an event, or will never get it: the next of its contact may be sent. */
  settle(event: Event): void {
    this.#remove(event)
    const { contactId } = event
    if (contactId === undefined) return
    const next = this.#behind.get(contactId)?.shift()
    if (next) this.#ready.push(next)
    else this.#behind.delete(contactId)
  }

  /** An event failed and will be repeated. @returns the later events of its contact, which wait for it. */
  block(event: Event): Event[] {
    this.#remove(event)
    const { contactId } = event
    if (contactId === undefined) return []
    const blocked = this.#behind.get(contactId) ?? []
    this.#behind.delete(contactId)
    for (const later of blocked) this.#remove(later)
    return blocked
  }

  #remove({ sequence, size }: Event): void {
    if (this.#unsettled.delete(sequence)) this.#unsettledSize -= size
  }

  /** The number of events that can be taken now. */
  get readyCount(): number {
    return this.#ready.length - this.#taken
  }

  /** Whether it has so many events, or such large ones, that no more should be read. */
  get isFull(): boolean {
    return this.#unsettled.size >= maxUnsettled || this.#unsettledSize >= maxUnsettledSize
  }

  /** The number of the first event that is not settled. */
  get firstUnsettled(): number | undefined {
    const first = this.#unsettled.keys().next()
    return first.done ? undefined : first.value
  }
}

/** The taken events that are kept in the queue before they are cut off: cutting off each one would move all others. */
const maxTaken = 256
