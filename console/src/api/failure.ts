/** A response that is an error, in HighLevel's words. */
export class ApiFailure extends Error {
  readonly status: number
  /** The sentences of the error; those of a 422 begin with the name of the field. */
  readonly sentences: readonly string[]
  readonly body: unknown
  readonly traceId: string | undefined

  constructor(status: number, body: unknown) {
    const { message, error, traceId } = (typeof body === 'object' && body !== null ? body : {}) as {
      message?: unknown
      error?: unknown
      traceId?: unknown
    }
    const sentences = [message ?? error].flat().filter((text) => typeof text === 'string')
    super(sentences.join('. ') || `The server answered ${status}.`)
    this.name = 'ApiFailure'
    this.status = status
    this.sentences = sentences
    this.body = body
    this.traceId = typeof traceId === 'string' ? traceId : undefined
  }

  /** The sentence about a field of the body, without its name: `must be a string`. */
  sentenceFor(field: string): string | undefined {
    return this.sentences.find((text) => text === field || text.startsWith(`${field} `))
  }
}

/** What to tell a person about an error of any kind. */
export function failureText(error: unknown): string {
  if (error instanceof ApiFailure) return error.message
  if (error instanceof TypeError) return 'The server can’t be reached. Check that it runs, and try again.'
  return error instanceof Error ? error.message : String(error)
}
