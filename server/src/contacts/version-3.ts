import type { Checked } from '../http/validation.ts'
import { type DndChannel, type DndSettings, dndChannels } from './dnd.ts'

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

/** The verdict on a body of v3, for a use case that knows the stored names alone. */
export function readVersion3Body<Body extends { dndSettings?: Version3DndSettings }>(
  body: Checked<Body>,
): Checked<Omit<Body, 'dndSettings'> & { dndSettings?: DndSettings }> {
  return {
    raw: body.raw,
    valid() {
      const { dndSettings, ...rest } = body.valid()
      return dndSettings === undefined ? rest : { ...rest, dndSettings: readVersion3Dnd(dndSettings) }
    },
  }
}

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
