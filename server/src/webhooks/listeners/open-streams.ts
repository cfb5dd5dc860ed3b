import type { Readable } from 'node:stream'

/** The most streams of a location that a node sends. */
export const maxStreams = 20
/** How long a stream has to tell its client that another one has taken its listener. */
const takenOverMs = 2_000

/** The streams of events that a node sends. */
export class OpenStreams {
  /** By location, then by the name of the listener. */
  readonly #streams = new Map<string, Map<string, Readable>>()

  /** Whether a location may have one more, or one in place of that of the same name. */
  hasRoom(locationId: string, name: string): boolean {
    const streams = this.#streams.get(locationId)
    return streams === undefined || streams.has(name) || streams.size < maxStreams
  }

  /** Adds a stream until it closes. Ends the one of the same name, whose client may have gone unnoticed. */
  add(locationId: string, name: string, stream: Readable): void {
    const streams = this.#streams.get(locationId) ?? new Map<string, Readable>()
    this.#streams.set(locationId, streams)
    const before = streams.get(name)
    if (before) setTimeout(() => before.destroy(), takenOverMs).unref()
    streams.set(name, stream)
    stream.once('close', () => {
      if (streams.get(name) !== stream) return
      streams.delete(name)
      if (streams.size === 0 && this.#streams.get(locationId) === streams) this.#streams.delete(locationId)
    })
  }
}
