import { Type } from 'typebox'
import { type Clock, systemClock } from '../lib/clock.ts'
import { InputError } from '../lib/input-error.ts'

/** The last moment of year 9999: later ones have no date in ISO 8601. */
const latest = Date.parse('9999-12-31T23:59:59.999Z')

/** How the clock is moved: both are optional. */
export const clockBody = Type.Object(
  {
    now: Type.Optional(Type.String({ format: 'instant' })),
    frozen: Type.Optional(Type.Boolean()),
  },
  { additionalProperties: false },
)

/** A century. */
const maxSeconds = 100 * 366 * 24 * 60 * 60

export const advanceBody = Type.Object(
  { seconds: Type.Number({ minimum: 0, maximum: maxSeconds }) },
  { additionalProperties: false },
)

/** Where the clock is: as far from the system's clock as it was moved, or at rest. */
export interface ClockSetting {
  offsetMs: number
  frozenAt: number | undefined
}

/** A clock that can be moved and frozen. It starts as the system's. */
export class DevClock implements Clock {
  #setting: ClockSetting = { offsetMs: 0, frozenAt: undefined }

  now(): number {
    return this.#setting.frozenAt ?? systemClock.now() + this.#setting.offsetMs
  }

  get isFrozen(): boolean {
    return this.#setting.frozenAt !== undefined
  }

  get setting(): ClockSetting {
    return this.#setting
  }

  /** Puts the clock back to where it was. */
  restore(setting: ClockSetting): void {
    this.#setting = setting
  }

  reset(): void {
    this.restore({ offsetMs: 0, frozenAt: undefined })
  }

  /**
   * Moves the clock, freezes it or lets it run on.
   * @param now milliseconds since 1970. @throws InputError after the year 9999.
   */
  set({
    now = this.now(),
    frozen = this.isFrozen,
  }: {
    now?: number | undefined
    frozen?: boolean | undefined
  }): void {
    if (now > latest) throw new InputError('now must not be after the year 9999')
    this.#setting = frozen
      ? { offsetMs: this.#setting.offsetMs, frozenAt: now }
      : { offsetMs: now - systemClock.now(), frozenAt: undefined }
  }
}
