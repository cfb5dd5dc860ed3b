import type { SecretBox } from '../../auth/secret-box.ts'
import { type DemoOwner, demoOwner } from '../../demo/demo-owner.ts'
import { type Demo, fillDemo } from '../../demo/fill-demo.ts'
import { systemClock as clock } from '../../lib/clock.ts'
import { randomIds as ids } from '../../lib/ids.ts'
import type { Storage } from '../../storage/storage.ts'
import { Failure } from '../failure.ts'

/** The demo owner's credentials. @returns undefined if another password was set. */
export const signInOfOwner = (storage: Storage, secrets: SecretBox): Promise<DemoOwner | undefined> =>
  demoOwner(storage, { clock, ids }, secrets)

/** Fills an empty database with the demo. @throws Failure if its token can't be stored. */
export async function openDemo(storage: Storage, database: string): Promise<Demo> {
  try {
    return await fillDemo(storage, database, { clock, ids })
  } catch (error) {
    if (!(error instanceof Error) || !('syscall' in error)) throw error
    throw new Failure(
      `The demo token can't be stored next to the database (${error.message}): make it possible to write the file demo-token there.`,
    )
  }
}
