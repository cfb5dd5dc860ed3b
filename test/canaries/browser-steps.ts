/** An owner's browser without JavaScript, over HTTP. */
export class Owner {
  readonly #url: string
  cookie = ''
  #page = ''

  /** @param url of the server. */
  constructor(url: string) {
    this.#url = url
  }

  /** Opens a page. */
  async open(path: string): Promise<void> {
    await this.#send(path)
  }

  /** Submits the page's form with that `action`, filled in. @returns the response, without following it. */
  submit(action: string, fields: Record<string, string>): Promise<Response> {
    const [, form] = new RegExp(`<form[^>]*action="${action}"[^>]*>(.*?)</form>`, 's').exec(this.#page) ?? []
    if (form === undefined) throw new Error(`The page has no form for ${action}: ${this.#page}`)
    const hidden = [...form.matchAll(/<input type="hidden" name="([^"]*)" value="([^"]*)">/g)]
    const values = hidden.map(([, name = '', value = '']) => [textOf(name), textOf(value)])
    return this.#send(action, new URLSearchParams({ ...Object.fromEntries(values), ...fields }))
  }

  async #send(path: string, body?: URLSearchParams): Promise<Response> {
    const reply = await fetch(new URL(path, this.#url), {
      method: body ? 'POST' : 'GET',
      headers: { cookie: this.cookie },
      redirect: 'manual',
      ...(body && { body }),
    })
    const [pair = ''] = reply.headers.getSetCookie()[0]?.split(';') ?? []
    if (pair !== '') this.cookie = pair
    this.#page = await reply.clone().text()
    return reply
  }
}

const textOf = (text: string) => text.replace(/&#(\d+);/g, (_, code) => String.fromCharCode(Number(code)))
