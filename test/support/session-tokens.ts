import { createUser } from '../../server/src/api/users/create-user.ts'
import { makeSessionToken } from '../../server/src/auth/session-token.ts'
import { hashSession } from '../../server/src/oauth/sign-in-session.ts'
import { insertSession } from '../../server/src/oauth/sign-in-store.ts'
import type { TestServer } from './server.ts'

/** The tokens of people who are signed in to the console. */
export interface SessionTokens {
  /** An owner's in the location of the server. */
  owner: string
  /** The same owner's for the whole company. */
  ownerOfCompany: string
  /** A user's in the location. */
  user: string
}

/** Makes an owner and a user of the server's location, and signs them in. */
export async function sessionTokens(server: TestServer): Promise<SessionTokens> {
  const { locationId, secrets } = server
  const expiresAt = server.clock.now() + 60_000
  const signIn = async (role: 'owner' | 'user') => {
    const spec = { locationId, name: role, email: `${role}@example.com`, owner: role === 'owner' }
    const sessionHash = hashSession(role)
    await server.storage.write(async (tx) => {
      const { id: userId } = await createUser(tx, server, spec)
      await tx.run(insertSession, { hash: sessionHash, userId, dateExpires: expiresAt })
    }, 'database')
    return { sessionHash, expiresAt }
  }
  const [owner, user] = [await signIn('owner'), await signIn('user')]
  return {
    owner: makeSessionToken(secrets, { ...owner, locationId }),
    ownerOfCompany: makeSessionToken(secrets, { ...owner, locationId: undefined }),
    user: makeSessionToken(secrets, { ...user, locationId }),
  }
}
