import {
  createPrivateIntegrationToken,
  revokePrivateIntegrationToken,
} from '../../auth/private-integration-token.ts'
import { systemClock as clock } from '../../lib/clock.ts'
import { randomIds as ids } from '../../lib/ids.ts'
import { findLocationOrOnly } from '../find-or-fail.ts'
import type { DatabaseOptions } from '../options.ts'
import { readDatabase, withStorage } from '../with-storage.ts'

/** A token that the command made for itself. */
export interface OwnToken {
  token: string
  revoke(): Promise<void>
}

/**
 * Makes a token that reads the events of a location.
 * @param location its id; undefined for the only one of the database.
 * @throws Failure if there is no such database or location.
 */
export async function makeOwnToken(
  options: DatabaseOptions,
  location: string | undefined,
): Promise<OwnToken> {
  // Reads first: a command that listens must not create a database.
  const place = await readDatabase(options, async (tx) => findLocationOrOnly(tx, location))
  const made = await withStorage(options, (storage) =>
    storage.write(
      (tx) =>
        createPrivateIntegrationToken(
          tx,
          { clock, ids },
          {
            ...{ name: 'contactd webhook listen', scopes: ['webhooks.readonly'] },
            ...{ companyId: place.companyId, locationId: place.id },
          },
        ),
      'access',
    ),
  )
  return {
    token: made.token,
    revoke: () =>
      withStorage(options, async (storage) => {
        await storage.write((tx) => revokePrivateIntegrationToken(tx, { clock, ids }, made.id), 'access')
      }),
  }
}
