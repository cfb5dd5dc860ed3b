// Is installed in a contactd location, and renames a contact of it. See README.md.
import { randomUUID } from 'node:crypto'
import { createServer } from 'node:http'
import { HighLevel } from '@gohighlevel/api-client'

const { CONTACTD_URL = 'http://127.0.0.1:4455', CLIENT_ID, CLIENT_SECRET, PORT = '3000' } = process.env
const origin = `http://127.0.0.1:${PORT}`
const redirectUri = `${origin}/callback`

// Keeps the tokens in memory; the SDK can keep them in MongoDB, or in a SessionStorage of one's own.
const highLevel = new HighLevel({ clientId: CLIENT_ID, clientSecret: CLIENT_SECRET, logLevel: 'none' })
highLevel.getHttpClient().defaults.baseURL = CONTACTD_URL

const routes = {
  'GET /': async () => ({ body: '<a href="/install">Install</a>' }),

  'GET /install': async () => {
    const state = randomUUID()
    const query = new URLSearchParams({
      response_type: 'code',
      client_id: CLIENT_ID,
      redirect_uri: redirectUri,
      scope: 'contacts.readonly contacts.write',
      state,
    })
    return {
      redirect: `${CONTACTD_URL}/oauth/chooselocation?${query}`,
      headers: { 'set-cookie': `state=${state}; HttpOnly; SameSite=Lax; Path=/callback` },
    }
  },

  'GET /callback': async (query, request) => {
    // Only the browser that asked for the installation may end it.
    if (!request.headers.cookie?.split('; ').includes(`state=${query.get('state')}`)) {
      return { status: 400, body: 'This installation was not begun here.' }
    }
    if (query.has('error'))
      return {
        body: `Not installed: ${query.get('error') === 'access_denied' ? 'you said no' : 'it failed'}.`,
      }
    const tokens = await highLevel.oauth.getAccessToken({
      client_id: CLIENT_ID,
      client_secret: CLIENT_SECRET,
      grant_type: 'authorization_code',
      code: query.get('code'),
      redirect_uri: redirectUri,
    })
    await highLevel.getSessionStorage().setSession(tokens.locationId ?? tokens.companyId, tokens)
    return { redirect: `/contact?location=${tokens.locationId ?? ''}` }
  },

  'GET /contact': async () => ({
    body: `<h1>Installed</h1>
<form method="post">
<label>Contact <input name="contact"></label>
<label>First name <input name="firstName"></label>
<button>Rename</button>
</form>`,
  }),

  'POST /contact': async (query, request) => {
    const form = new URLSearchParams(await text(request))
    // The SDK finds the location's token by this header, and refreshes it when it has expired.
    const headers = { 'x-location-id': query.get('location') }
    const firstName = form.get('firstName')
    await highLevel.contacts.updateContact({ contactId: form.get('contact') }, { firstName }, { headers })
    return { body: 'Renamed.' }
  },
}

async function text(request) {
  let body = ''
  for await (const chunk of request.setEncoding('utf8')) if (body.length < 10_000) body += chunk
  return body
}

createServer(async (request, response) => {
  const { pathname, searchParams } = new URL(request.url, origin)
  const route = routes[`${request.method} ${pathname}`]
  const reply = route
    ? await route(searchParams, request).catch((error) => ({
        status: error.statusCode ?? 500,
        body: `It failed: ${error.statusCode ?? error.code}.`,
      }))
    : { status: 404, body: 'There is nothing here.' }
  const { redirect, status = redirect ? 303 : 200, body, headers } = reply
  response.writeHead(status, {
    'content-type': 'text/html; charset=utf-8',
    ...(redirect && { location: redirect }),
    ...headers,
  })
  response.end(body)
}).listen(Number(PORT), '127.0.0.1', () => console.log(`Open ${origin}`))
