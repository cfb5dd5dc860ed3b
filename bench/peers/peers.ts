import type { Contender } from '../rounds.ts'
import { directus } from './directus.ts'
import { installPeers } from './install-peers.ts'
import { jsonServer } from './json-server.ts'
import type { PeerContext } from './peer.ts'
import { prism } from './prism.ts'

const peers = [prism, directus, jsonServer]

/** The peers get fewer rounds than contactd. */
const everyRounds = 3
const warmUp = { requests: 5000, maxMs: 3000 }

/**
 * Starts the peers.
 * @returns them, and a sentence for each one that is not available.
 */
export async function startPeers(
  context: PeerContext,
): Promise<{ contenders: Contender[]; omissions: string[] }> {
  try {
    installPeers()
  } catch (error) {
    return { contenders: [], omissions: [`The peers are left out: ${messageOf(error)}.`] }
  }
  const contenders: Contender[] = []
  const omissions: string[] = []
  for (const peer of peers) {
    try {
      contenders.push({ everyRounds, warmUp, ...(await peer.start(context)) })
    } catch (error) {
      omissions.push(`${peer.name} is left out: ${messageOf(error)}.`)
    }
  }
  return { contenders, omissions }
}

export const messageOf = (error: unknown) => (error instanceof Error ? error.message : String(error))
