/** A refused request to the control plane. The message is for the developer who sent it. */
export class ControlError extends Error {
  override name = 'ControlError'
  readonly statusCode: number
  /** All that is wrong with a body, or one sentence. */
  readonly sentences: string | readonly string[]

  constructor(statusCode: number, sentences: string | readonly string[]) {
    super(typeof sentences === 'string' ? sentences : sentences.join('; '))
    this.statusCode = statusCode
    this.sentences = sentences
  }
}
