/** The request can't be carried out as given. The message is one sentence for people. */
export class InputError extends Error {
  override name = 'InputError'
}
