import { setTimeout as sleep } from 'node:timers/promises'

/** The longest pause. */
const maxPauseMs = 50

/** Pauses after one of many pieces of work for as long as it took, so that others get half of the time. */
export const pauseAfter = (workedMs: number): Promise<void> => sleep(Math.min(workedMs, maxPauseMs))
