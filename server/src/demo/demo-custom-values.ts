import { createCustomValue } from '../api/custom-values/save-custom-value.ts'
import type { WriteTx } from '../storage/storage.ts'
import { demoIds } from './demo-ids.ts'
import { type DemoSources, withId } from './demo-sources.ts'

/** Creates the custom values that the demo's templates use. */
export async function fillCustomValues(tx: WriteTx, sources: DemoSources): Promise<void> {
  const { location, customValue } = demoIds
  const name = { name: 'Business name', value: 'Demo Company' }
  await createCustomValue(tx, withId(sources, customValue), location, name)
  await createCustomValue(tx, sources, location, {
    name: 'Booking link',
    value: 'https://example.com/book',
  })
}
