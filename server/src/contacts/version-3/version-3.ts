import type { CustomFieldItem } from '../contact-schemas.ts'
import { type DndChannel, type DndSettings, dndChannels } from '../dnd.ts'

/** How version v3 spells the channels of Do Not Disturb. Stored, and told under every other version, are the keys. */
export const version3Channels = {
  Call: 'call',
  Email: 'email',
  SMS: 'sms',
  WhatsApp: 'whatsApp',
  GMB: 'gmb',
  FB: 'fb',
} as const satisfies Record<DndChannel, string>

/** Do Not Disturb for each channel, as v3 takes and answers it. */
export type Version3DndSettings = { [Channel in DndChannel as (typeof version3Channels)[Channel]]?: Setting }

type Setting = NonNullable<DndSettings[DndChannel]>

/** What v3 sent, under the names that are stored. */
export function readVersion3Dnd(sent: Version3DndSettings): DndSettings {
  const settings: DndSettings = {}
  for (const channel of dndChannels) {
    const setting = sent[version3Channels[channel]]
    if (setting !== undefined) settings[channel] = setting
  }
  return settings
}

/** What is stored, under the names of v3. */
export function version3Dnd(stored: DndSettings): Version3DndSettings {
  const settings: Version3DndSettings = {}
  for (const channel of dndChannels) {
    const setting = stored[channel]
    if (setting !== undefined) settings[version3Channels[channel]] = setting
  }
  return settings
}

/** What version v3 names otherwise in the body of a contact. */
export interface Version3Fields {
  dndSettings?: Version3DndSettings
  customFields?: readonly CustomFieldItem[]
}

/** A body of v3 in the names of the dated versions: of the two names of a custom field's value, v3 prefers the other. */
export const readVersion3Body = <Body extends Version3Fields>({
  dndSettings,
  customFields,
  ...rest
}: Body) => ({
  ...rest,
  ...(dndSettings && { dndSettings: readVersion3Dnd(dndSettings) }),
  ...(customFields && {
    customFields: customFields.map(({ fieldValue, ...item }) =>
      fieldValue === undefined ? item : { ...item, field_value: fieldValue },
    ),
  }),
})

/**
 * A contact, a row of a list or of a search as v3 answers it.
 * @param document its JSON as every other version answers it: the text of one object.
 */
export function version3Contact(document: string): string {
  // Few contacts have settings, and a document without them is the same in both.
  if (!document.includes('"dndSettings":{')) return document
  const contact = JSON.parse(document) as { dndSettings?: DndSettings | null }
  if (!contact.dndSettings) return document
  return JSON.stringify({ ...contact, dndSettings: version3Dnd(contact.dndSettings) })
}
