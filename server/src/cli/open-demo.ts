import { type Demo, fillDemo } from '../demo/fill-demo.ts'
import { systemClock as clock } from '../lib/clock.ts'
import { randomIds as ids } from '../lib/ids.ts'
import type { Storage } from '../storage/storage.ts'
import { Failure } from './failure.ts'

/** Fills an empty database with the demo. @throws Failure where its token can't be kept. */
export async function openDemo(storage: Storage, database: string): Promise<Demo> {
  try {
    return await fillDemo(storage, database, { clock, ids })
  } catch (error) {
    if (!(error instanceof Error) || !('syscall' in error)) throw error
    throw new Failure(
      `The token of the demo can't be kept beside the database (${error.message}): make room for the file demo-token there.`,
    )
  }
}
