/** The channels that a contact can be disturbed on, in the API's spelling. */
export const dndChannels = ['Call', 'Email', 'SMS', 'WhatsApp', 'GMB', 'FB'] as const

export type DndChannel = (typeof dndChannels)[number]

/** `active` means that the channel is blocked. */
export interface DndSetting {
  status: 'active' | 'inactive' | 'permanent'
  message?: string
  code?: string
}

export type DndSettings = { [channel in DndChannel]?: DndSetting }

export interface InboundDndSettings {
  all?: { status: 'active' | 'inactive'; message?: string }
}

/**
 * Lays the sent channels over the stored ones. A channel that is blocked for good (`permanent`: the person
 * said STOP) stays so.
 */
export function mergeDndSettings(before: DndSettings | undefined, sent: DndSettings): DndSettings {
  const after: DndSettings = { ...before }
  for (const channel of dndChannels) {
    const setting = sent[channel]
    if (setting !== undefined && before?.[channel]?.status !== 'permanent') after[channel] = setting
  }
  return after
}
