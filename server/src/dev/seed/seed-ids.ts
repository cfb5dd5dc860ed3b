import { demoSources } from '../../demo/demo-sources.ts'
import type { Ids } from '../../lib/ids.ts'

/** Where items get what they do not carry: from their places in the seed, or at random. */
export type IdsAt = (path: string) => Ids

/** The same ids for the same place at every start. */
export const idsByPlace: IdsAt = (path) => demoSources(`contactd seed ${path}`).ids

/** The id that an item has or gets. */
export const idAt = (path: string, id: string | undefined): string => id ?? idsByPlace(path).next()

/** The token that an item has or gets. */
export const tokenAt = (path: string, token: string | undefined): string =>
  token ?? `pit-${idsByPlace(`${path}.token`).uuid()}`
