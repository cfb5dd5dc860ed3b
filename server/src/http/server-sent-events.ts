/** The headers of a response of server-sent events. */
export const eventStreamHeaders = {
  'content-type': 'text/event-stream; charset=utf-8',
  'cache-control': 'no-store',
  // nginx would hold events back.
  'x-accel-buffering': 'no',
}

/** Proxies and clients take a silent connection for a dead one: send `beat` as often. */
export const beatMs = 15_000
/** A comment, which clients ignore. */
export const beat = ':\n\n'

interface ServerSentEvent {
  id?: string | number
  /** `message` if missing. */
  event?: string
  /** Sent as JSON, which has no line breaks. */
  data: unknown
}

export const serverSentEvent = ({ id, event, data }: ServerSentEvent): string =>
  `${id === undefined ? '' : `id: ${id}\n`}${event === undefined ? '' : `event: ${event}\n`}data: ${JSON.stringify(data)}\n\n`
