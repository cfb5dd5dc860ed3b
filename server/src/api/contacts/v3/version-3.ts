import type { CustomFieldItem } from '../../custom-fields/values/custom-field-item-schemas.ts'
import { readVersion3Items } from '../../custom-fields/values/version-3-items.ts'
import { type DndChannel, type DndSettings, dndChannels } from '../dnd.ts'

/** The v3 spelling of the Do Not Disturb channels. The keys are the stored spelling, which every other version uses. */
export const version3Channels = {
  Call: 'call',
  Email: 'email',
  SMS: 'sms',
  WhatsApp: 'whatsApp',
  GMB: 'gmb',
  FB: 'fb',
} as const satisfies Record<DndChannel, string>

/** Do Not Disturb by channel, in the spelling of v3. */
export type Version3DndSettings = { [Channel in DndChannel as (typeof version3Channels)[Channel]]?: Setting }

type Setting = NonNullable<DndSettings[DndChannel]>

/** Translates v3 names to the stored ones. */
export function readVersion3Dnd(sent: Version3DndSettings): DndSettings {
  const settings: DndSettings = {}
  for (const channel of dndChannels) {
    const setting = sent[version3Channels[channel]]
    if (setting !== undefined) settings[channel] = setting
  }
  return settings
}

/** Translates stored names to those of v3. */
export function version3Dnd(stored: DndSettings): Version3DndSettings {
  const settings: Version3DndSettings = {}
  for (const channel of dndChannels) {
    const setting = stored[channel]
    if (setting !== undefined) settings[version3Channels[channel]] = setting
  }
  return settings
}

/** The properties of a contact body that v3 names differently. */
export interface Version3Fields {
  dndSettings?: Version3DndSettings
  customFields?: readonly CustomFieldItem[]
}

/** Translates a v3 body to dated names. */
export const readVersion3Body = <Body extends Version3Fields>({
  dndSettings,
  customFields,
  ...rest
}: Body) => ({
  ...rest,
  ...(dndSettings && { dndSettings: readVersion3Dnd(dndSettings) }),
  ...(customFields && { customFields: readVersion3Items(customFields) }),
})

/**
 * Translates a contact, or a row of a list or a search, to v3.
 * @param document JSON of one object in the dated spelling.
 */
export function version3Contact(document: string): string {
  // Fast path: few contacts have settings, and documents without them are the same in all versions.
  if (!document.includes('"dndSettings":{')) return document
  const contact = JSON.parse(document) as { dndSettings?: DndSettings | null }
  if (!contact.dndSettings) return document
  return JSON.stringify({ ...contact, dndSettings: version3Dnd(contact.dndSettings) })
}
