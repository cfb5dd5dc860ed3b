const attempts = 3

/**
 * Makes a contact in HighLevel of someone who signed up, or updates the one with the same email address. Tries again if
 * HighLevel is busy or does not answer.
 * @param highLevel the token and the location; `url` is another server, for tests.
 * @returns the contact's id.
 * @throws Error with HighLevel's words if it refuses.
 */
export async function signUp(highLevel, { firstName, email }) {
  const { url = 'https://services.leadconnectorhq.com', token, locationId } = highLevel
  const request = {
    method: 'POST',
    headers: {
      authorization: `Bearer ${token}`,
      version: '2021-07-28',
      'content-type': 'application/json',
    },
    body: JSON.stringify({ locationId, firstName, email, tags: ['signed-up'] }),
  }
  for (let attempt = 1; ; attempt++) {
    // A connection that ends without an answer counts as one more reason to try again.
    const response = await fetch(`${url}/contacts/upsert`, request).catch(() => undefined)
    if (response?.ok) return (await response.json()).contact.id
    const isTemporary = !response || response.status === 429 || response.status >= 500
    if (isTemporary && attempt < attempts) continue
    throw new Error(response ? `${response.status} ${await response.text()}` : 'HighLevel does not answer.')
  }
}
