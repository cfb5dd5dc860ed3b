import type { Ids } from '../../lib/ids.ts'
import { ControlError } from '../control/control-error.ts'
import { Fault, type FaultSpec, type FaultTarget, type FaultView } from './fault.ts'

const maxFaults = 1_000

/** The faults, in the order in which they were set: of those that match a request, the first happens. */
export class Faults {
  readonly #faults = new Map<string, Fault>()
  readonly #ids: Pick<Ids, 'next'>
  /** Ends what waits because of a fault. */
  readonly #waiting = new Map<string, AbortController>()

  constructor(ids: Pick<Ids, 'next'>) {
    this.#ids = ids
  }

  /** @throws ControlError 422 */
  add(spec: FaultSpec): FaultView {
    if (this.#faults.size >= maxFaults)
      throw new ControlError(422, `There are ${maxFaults} faults, the most.`)
    const fault = new Fault(this.#ids.next(), spec)
    this.#faults.set(fault.id, fault)
    this.#waiting.set(fault.id, new AbortController())
    return fault.view
  }

  list(): FaultView[] {
    return [...this.#faults.values()].map(({ view }) => view)
  }

  clear(): void {
    for (const id of [...this.#faults.keys()]) this.#end(id)
  }

  /** @throws ControlError 404 */
  delete(id: string): void {
    if (!this.#faults.has(id)) throw new ControlError(404, 'There is no fault with this id.')
    this.#end(id)
  }

  /** Whether any fault needs the location of a request. */
  get wantLocation(): boolean {
    return [...this.#faults.values()].some(({ wantsLocation }) => wantsLocation)
  }

  get count(): number {
    return this.#faults.size
  }

  /** The fault that happens to a request, if one does. */
  find(target: FaultTarget): Fault | undefined {
    for (const fault of this.#faults.values()) if (fault.happensTo(target)) return fault
    return undefined
  }

  /** Aborts when the fault is taken away. */
  endOf({ id }: Fault): AbortSignal {
    return this.#waiting.get(id)?.signal ?? AbortSignal.abort()
  }

  #end(id: string): void {
    this.#faults.delete(id)
    this.#waiting.get(id)?.abort()
    this.#waiting.delete(id)
  }
}
