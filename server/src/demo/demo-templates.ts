import { createCustomValue } from '../api/custom-values/save-custom-value.ts'
import { createTemplate } from '../api/templates/create-template.ts'
import type { WriteTx } from '../storage/storage.ts'
import { demoIds } from './demo-ids.ts'
import { type DemoSources, withId } from './demo-sources.ts'

/** Creates custom values, and templates that refer to them. */
export async function fillTemplates(tx: WriteTx, sources: DemoSources): Promise<void> {
  const { location, customValue, template } = demoIds
  const name = { name: 'Business name', value: 'Demo Company' }
  await createCustomValue(tx, withId(sources, customValue), location, name)
  await createCustomValue(tx, sources, location, {
    name: 'Booking link',
    value: 'https://example.com/book',
  })
  await createTemplate(tx, withId(sources, template), location, {
    name: 'Reminder',
    type: 'sms',
    body: 'See you tomorrow! {{ custom_values.business_name }}',
  })
  await createTemplate(tx, sources, location, {
    name: 'Welcome',
    type: 'email',
    subject: 'Welcome to {{ custom_values.business_name }}',
    html: '<p>Hello {{ contact.first_name }}, <a href="{{ custom_values.booking_link }}">book here</a>.</p>',
  })
}
