import { createParser, type EventSourceMessage } from 'eventsource-parser'
import { Failure } from '../failure.ts'

/** The server sends something every 15 seconds: a connection that is silent for longer is dead. */
const silenceMs = 45_000
/** The largest event has a contact with all its custom fields, which JSON may escape. */
const maxEventLength = 16 * 1024 * 1024
const maxErrorLength = 2_000

/** The connection could not be made, or it ended: another attempt may succeed. */
export class ConnectionError extends Error {
  override name = 'ConnectionError'
}

interface EventSourceRequest {
  url: string
  headers: Record<string, string>
  /** Ends the connection. */
  signal: AbortSignal
}

/**
 * Connects, and yields the events as they come. It reads no further while the caller is busy with one.
 * @throws ConnectionError; Failure if the server refuses the request, so that another attempt would be refused, too.
 */
export async function* eventsOf({
  url,
  headers,
  signal,
}: EventSourceRequest): AsyncGenerator<EventSourceMessage> {
  const silence = new AbortController()
  const either = AbortSignal.any([signal, silence.signal])
  const timed = async <Result>(work: Promise<Result>): Promise<Result> => {
    const timer = setTimeout(() => silence.abort(), silenceMs)
    return work
      .catch((error: unknown) => {
        throw new ConnectionError(reasonOf(error))
      })
      .finally(() => clearTimeout(timer))
  }
  const response = await timed(fetch(url, { headers, signal: either, redirect: 'manual' }))
  if (response.status !== 200 || response.body === null) throw await refusalOf(response)
  let events: EventSourceMessage[] = []
  const parser = createParser({
    maxBufferSize: maxEventLength,
    onEvent: (event) => events.push(event),
    onError: (error) => {
      if (error.type === 'max-buffer-size-exceeded') silence.abort()
    },
  })
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader()
  try {
    while (true) {
      const { done, value } = await timed(reader.read())
      if (done) return
      parser.feed(value)
      yield* events
      events = []
    }
  } finally {
    await reader.cancel().catch(() => undefined)
  }
}

/** Why a request failed, in a few words. */
export function reasonOf(error: unknown): string {
  const { cause, message } = error as Error & { cause?: { code?: string; message?: string } }
  return cause?.code ?? cause?.message ?? message
}

async function refusalOf(response: Response): Promise<Error> {
  const { status } = response
  if (status === 429 || status >= 500) return new ConnectionError(`the server answered ${status}`)
  const text = (await response.text().catch(() => '')).slice(0, maxErrorLength)
  const message = /"message":"([^"]*)"/.exec(text)?.[1] ?? ''
  return new Failure(
    `The server answered ${status}${message === '' ? '' : `: ${message}`}. A token of the location with the scope webhooks.readonly is necessary.`,
  )
}
