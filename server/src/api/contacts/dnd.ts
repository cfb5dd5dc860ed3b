/** The channels of Do Not Disturb, in the API's spelling. */
export const dndChannels = ['Call', 'Email', 'SMS', 'WhatsApp', 'GMB', 'FB'] as const

export type DndChannel = (typeof dndChannels)[number]

/** `active` means that the channel is blocked. */
interface DndSetting {
  status: 'active' | 'inactive' | 'permanent'
  message?: string
  code?: string
}

export type DndSettings = { [channel in DndChannel]?: DndSetting }

export interface InboundDndSettings {
  all?: { status: 'active' | 'inactive'; message?: string }
}

/**
 * Merges the sent channels into the stored ones. A permanently blocked channel (`permanent`: the person said STOP)
 * stays blocked. The order of the keys is fixed, so equal settings have equal JSON.
 */
export function mergeDndSettings(before: DndSettings | undefined, sent: DndSettings): DndSettings {
  const after: DndSettings = {}
  for (const channel of dndChannels) {
    const stored = before?.[channel]
    const setting = stored?.status === 'permanent' ? stored : (sent[channel] ?? stored)
    if (setting !== undefined) after[channel] = inOrder(setting)
  }
  return after
}

/** The same for incoming messages, which have no `permanent`. */
export function mergeInboundDndSettings(
  before: InboundDndSettings | undefined,
  sent: InboundDndSettings,
): InboundDndSettings {
  const all = sent.all ?? before?.all
  return all === undefined ? {} : { all: { status: all.status, ...present('message', all.message) } }
}

const inOrder = ({ status, message, code }: DndSetting): DndSetting => ({
  status,
  ...present('message', message),
  ...present('code', code),
})

const present = <Key extends string>(key: Key, text: string | undefined) =>
  text === undefined ? {} : ({ [key]: text } as Record<Key, string>)
