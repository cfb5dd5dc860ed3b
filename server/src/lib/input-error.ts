/** What was asked for can't be done as it was asked. The message is one sentence for people. */
export class InputError extends Error {
  override name = 'InputError'
}
