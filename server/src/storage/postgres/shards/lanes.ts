import { StorageUnavailableError } from '../../storage.ts'
import type { ShardKey } from './shard-workers.ts'

/** The maximum number of direct lanes, and of lanes through another server. In a larger cluster, workers share lanes. */
const maxLanes = 64

export interface LanesOptions<Lane> {
  /** The number of the worker that has a row, or had it until recently. */
  workerOf(key: ShardKey): Promise<number>
  /** The URL of a worker; undefined if this process can't reach it. */
  urlOf(worker: number): string | undefined
  /** @param url of the worker; undefined if another server of the cluster forwards everything to it. */
  open(url: string | undefined): Lane
}

/**
 * The connections of a node, separate for each worker of a cluster, so that an unresponsive worker does not delay access
 * to the rows of others. They go to the worker itself if possible: the coordinator would plan each statement once more.
 */
export class Lanes<Lane> {
  readonly #options: LanesOptions<Lane>
  readonly #direct = new Map<string, Lane>()
  readonly #passedOn = new Map<number, Lane>()
  #isClosed = false

  constructor(options: LanesOptions<Lane>) {
    this.#options = options
  }

  /** The lane of a row. @throws StorageUnavailableError if its worker can't be found out, or after `close`. */
  async of(key: ShardKey): Promise<Lane> {
    const { workerOf, urlOf, open } = this.#options
    const worker = await workerOf(key)
    if (this.#isClosed) throw new StorageUnavailableError('The database is closed.')
    const url = urlOf(worker)
    if (url !== undefined && (this.#direct.has(url) || this.#direct.size < maxLanes))
      return laneIn(this.#direct, url, () => open(url))
    return laneIn(this.#passedOn, worker % maxLanes, () => open(undefined))
  }

  /** Opens no further lane. */
  close(): void {
    this.#isClosed = true
  }

  get opened(): Lane[] {
    return [...this.#direct.values(), ...this.#passedOn.values()]
  }
}

function laneIn<Key, Lane>(lanes: Map<Key, Lane>, key: Key, open: () => Lane): Lane {
  const known = lanes.get(key)
  if (known !== undefined) return known
  const opened = open()
  lanes.set(key, opened)
  return opened
}
