import { startPlain } from './servers.ts'

/** A contact, and a token to get it. */
export type Place = { token: string; contactId: string }

/** The times from the start of the process to its first response, a contact, in milliseconds. */
export async function timesToAnswer(
  starts: number,
  prepare: () => [folder: string, args: string[], place: () => Place],
): Promise<number[]> {
  const timesMs: number[] = []
  for (let start = 0; start < starts; start += 1) {
    const [folder, args, place] = prepare()
    const startedAt = performance.now()
    const { url, stop } = await startPlain(folder, args)
    const { token, contactId } = place()
    const headers = { authorization: `Bearer ${token}`, version: '2021-07-28', connection: 'close' }
    const answer = await fetch(`${url}/contacts/${contactId}`, { headers })
    await answer.text()
    timesMs.push(performance.now() - startedAt)
    await stop()
    if (!answer.ok) throw new Error(`The first answer of contactd was ${answer.status}.`)
  }
  return timesMs
}
