import type { RateLimits } from '../http/rate-limit.ts'
import type { Ids } from '../lib/ids.ts'
import { parseInstant } from '../lib/instant.ts'
import type { SignInThrottle } from '../oauth/sign-in-throttle.ts'
import { type Journal, maxListeners, requestView } from '../traffic/journal.ts'
import type { RecordedRequest } from '../traffic/recorded-request.ts'
import type { ClockState, TestLocation, WebhookDelivery } from './contactd.ts'
import { ControlError } from './control/control-error.ts'
import type { DevClock } from './dev-clock.ts'
import type { DevDatabase } from './dev-database.ts'
import { countEveryContact } from './dev-store.ts'
import type { FaultSpec, FaultView } from './faults/fault.ts'
import type { Faults } from './faults/faults.ts'
import type { SearchLag } from './search-lag.ts'
import { Snapshots } from './snapshots.ts'
import { addTestLocation, deleteTestLocation, type LocationBody } from './test-location.ts'
import { readRequestQuery } from './traffic/request-query.ts'
import { sentDeliveries } from './webhook-deliveries.ts'

export interface DevelopmentOptions {
  /** Of the locations for tests. */
  companyId: string
  database: DevDatabase
  clock: DevClock
  ids: Ids
  searchLag: SearchLag
  faults: Faults
  journal: Journal
  rateLimits: RateLimits
  signInThrottle: SignInThrottle
  /** Resolves when every request that was answered is in the journal. */
  settled(): Promise<void>
  /** Does what is due by the clock. */
  catchUp(): Promise<void>
  /** Ends work in progress that belongs to the data that is about to be replaced. */
  beforeRestore(): void
}

/** The operations of the control plane. */
export class Development {
  readonly #options: DevelopmentOptions
  readonly #snapshots: Snapshots
  /** Exchanges of the data run one after the other. */
  #last: Promise<unknown> = Promise.resolve()

  constructor(options: DevelopmentOptions) {
    this.#options = options
    this.#snapshots = new Snapshots(options.database)
  }

  /** Goes back to the seed; snapshots stay. */
  reset(): Promise<void> {
    return this.#inTurn(async () => {
      const { database, clock, faults, journal, rateLimits, searchLag, settled, signInThrottle } =
        this.#options
      faults.clear()
      await searchLag.clear()
      this.#options.beforeRestore()
      await database.restore(await database.seedImage())
      clock.reset()
      rateLimits.clear()
      signInThrottle.clear()
      await settled()
      journal.clear()
    })
  }

  clock(): ClockState {
    const { clock } = this.#options
    return { now: new Date(clock.now()).toISOString(), frozen: clock.isFrozen }
  }

  /** @throws InputError after the year 9999. */
  async setClock({ now, frozen }: { now?: string; frozen?: boolean }): Promise<ClockState> {
    const { clock, signInThrottle, catchUp } = this.#options
    const before = clock.now()
    clock.set({ now: now === undefined ? undefined : parseInstant(now), frozen })
    // The delays after failures would last until the time that was left.
    if (clock.now() < before) signInThrottle.clear()
    await catchUp()
    return this.clock()
  }

  /** @throws InputError after the year 9999. */
  async advanceClock(seconds: number): Promise<ClockState> {
    const { clock, catchUp } = this.#options
    clock.set({ now: clock.now() + Math.round(seconds * 1000) })
    await catchUp()
    return this.clock()
  }

  /** Keeps the data and the clock under a name. */
  takeSnapshot(name: string): Promise<{ name: string; takenAt: string; contacts: number }> {
    return this.#inTurn(async () => {
      const { database, clock } = this.#options
      this.#snapshots.requireRoom(name)
      const [image, row] = await Promise.all([
        database.takeImage(),
        database.backend.storage.read((tx) => tx.get(countEveryContact, {})),
      ])
      const view = { takenAt: this.clock().now, contacts: row?.count ?? 0 }
      await this.#snapshots.put(name, { image, clock: clock.setting, ...view })
      return { name, ...view }
    })
  }

  /** Brings back the data and the clock. @throws ControlError 404 */
  restoreSnapshot(name: string): Promise<void> {
    return this.#inTurn(async () => {
      const { image, clock } = this.#snapshots.get(name)
      this.#options.beforeRestore()
      await this.#options.database.restore(image)
      this.#options.clock.restore(clock)
      this.#options.signInThrottle.clear()
      await this.#options.searchLag.restart()
    })
  }

  snapshots(): { snapshots: ReturnType<Snapshots['list']> } {
    return { snapshots: this.#snapshots.list() }
  }

  /** @throws ControlError 404 */
  deleteSnapshot(name: string): Promise<void> {
    return this.#inTurn(() => this.#snapshots.delete(name))
  }

  addLocation(body: LocationBody): Promise<TestLocation> {
    return addTestLocation(this.#context, this.#options.companyId, body)
  }

  deleteLocation(id: string): Promise<void> {
    return deleteTestLocation(this.#context, id)
  }

  /** @throws ControlError 422 */
  addFault(spec: FaultSpec): FaultView {
    return this.#options.faults.add(spec)
  }

  faults(): { faults: FaultView[] } {
    return { faults: this.#options.faults.list() }
  }

  clearFaults(): void {
    this.#options.faults.clear()
  }

  /** @throws ControlError 404 */
  deleteFault(id: string): void {
    this.#options.faults.delete(id)
  }

  /** The newest first. @throws ControlError 422 for an invalid query. */
  async requests(query: URLSearchParams): Promise<{ requests: RecordedRequest[] }> {
    const { filter, limit } = readRequestQuery(query)
    await this.#options.settled()
    return { requests: this.#options.journal.list(filter, limit) }
  }

  /** @throws ControlError 422 for an invalid query. */
  async clearRequests(query: URLSearchParams): Promise<void> {
    const { filter } = readRequestQuery(query)
    await this.#options.settled()
    this.#options.journal.clear(filter)
  }

  /**
   * Tells each request when it is answered.
   * @returns ends it. @throws ControlError 422 for an invalid query, or too many listeners.
   */
  follow(query: URLSearchParams, listener: (request: RecordedRequest) => void): () => void {
    const { filter } = readRequestQuery(query)
    const end = this.#options.journal.listen((request) => {
      if (filter(request)) listener(requestView(request))
    })
    if (end === undefined) throw new ControlError(422, `There are ${maxListeners} listeners, the most.`)
    return end
  }

  /** What webhooks were sent, the newest event first. @throws ControlError 422 for an invalid query. */
  async webhookDeliveries(query: URLSearchParams): Promise<{ deliveries: WebhookDelivery[] }> {
    return { deliveries: await sentDeliveries(this.#options.database.backend.storage, query) }
  }

  /** Lets lists and searches be behind. */
  async setSearchLag(seconds: number): Promise<{ seconds: number }> {
    return this.#inTurn(async () => {
      await this.#options.searchLag.set(seconds)
      return { seconds }
    })
  }

  /** Resolves when no exchange of the data is in progress. */
  async idle(): Promise<void> {
    await this.#last
  }

  get #context() {
    const { database, clock, ids } = this.#options
    return { storage: database.backend.storage, clock, ids }
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const mine = this.#last.then(work)
    this.#last = mine.catch(() => undefined)
    return mine
  }
}
