import { createServer } from 'node:http'
import { text } from 'node:stream/consumers'
import { signUp } from '../sign-up.js'

const form = `<!doctype html><html lang="en"><title>Sign up</title>
<form method="post">
  <label>First name <input name="firstName"></label>
  <label>Email <input name="email"></label>
  <button>Sign up</button>
</form>`

/** A website with a form, whose visitors become contacts in HighLevel. */
export function createApp(highLevel) {
  return createServer(async (request, response) => {
    response.setHeader('content-type', 'text/html; charset=utf-8')
    if (request.method !== 'POST') return response.end(form)
    const visitor = Object.fromEntries(new URLSearchParams(await text(request)))
    const message = await signUp(highLevel, visitor).then(
      () => 'Welcome!',
      () => 'Please try again later.',
    )
    response.end(`<!doctype html><html lang="en"><title>Sign up</title><p role="status">${message}</p>`)
  })
}
