import type { Contact } from '../../server/src/api/contacts/contact.ts'
import { ContactHistory, type Sight, unset } from './contact-history.ts'
import { HttpClient } from './http-client.ts'
import type { Method } from './server.ts'

const locationId = 've9EPM428h8vShlRW1KT'
/** Each is an independent register: writing one leaves the others unchanged. */
const fieldNames = ['address1', 'city', 'state', 'source', 'companyName'] as const
/** Far below the limit of a location. */
const maxTags = 8_000

/** Where requests are sent. */
export interface Node {
  url: string
  token: string
}

export interface ChangeOptions {
  nodes: readonly Node[]
  clientsPerNode: number
  contacts: number
  /** Called before each request: whether to send it. */
  goesOn(counts: Counts): boolean
  /**
   * Called for every unsuccessful response, and for every request without one (status 0), which may or may not have
   * been carried out. Without this function, they are errors.
   */
  refused?: (reply: Refusal, node: Node) => Promise<void>
}

export interface Refusal {
  status: number
  text: string
}

interface Counts {
  sent: number
  acknowledged: number
}

/** The concurrent changes of many clients. */
export interface Changes extends Counts {
  /**
   * Contradictions: results that no order of the requests explains, including the contacts' current state on those
   * nodes.
   */
  problems(nodes: readonly Node[]): Promise<string[]>
}

interface Answer {
  contact?: Contact & Record<string, unknown>
  tags?: string[]
}

/**
 * Many clients on every node concurrently change a few contacts of the demo's location: some fields of one, one tag
 * more, one tag less; and read them.
 */
export async function changeContacts(options: ChangeOptions): Promise<Changes> {
  const { nodes, clientsPerNode, contacts } = options
  const history = new ContactHistory(fieldNames)
  const ids = await makeContacts(nodes[0] as Node, contacts, history)
  const changer = new Changer(options, ids, history)
  const workers = nodes.flatMap((node) => Array.from({ length: clientsPerNode }, () => changer.work(node)))
  await Promise.all(workers)
  return {
    ...changer.counts,
    async problems(showing) {
      for (const node of showing) await showAll(node, ids, history)
      return history.problems()
    },
  }
}

interface Request {
  method: Method
  path: string
  body?: unknown
}

/** A successful response and its time; without one, the outcome is unknown. */
interface Sent {
  answer: Answer | undefined
  beganAt: number
  endedAt: number
}

type Send = (method: Method, path: string, body?: unknown) => Promise<Sent>

async function makeContacts(node: Node, count: number, history: ContactHistory): Promise<string[]> {
  const client = new HttpClient(node)
  const ids: string[] = []
  for (let made = 0; made < count; made += 1) {
    const { status, body } = await client.call('POST', '/contacts/', { locationId, firstName: 'New' })
    if (status !== 201) throw new Error(`The contact was refused: ${status}`)
    history.begin(body.contact.id)
    ids.push(body.contact.id)
  }
  client.close()
  return ids
}

async function showAll(node: Node, ids: readonly string[], history: ContactHistory): Promise<void> {
  const client = new HttpClient(node)
  for (const id of ids) {
    const beganAt = performance.now()
    const { status, body } = await client.call<Answer>('GET', `/contacts/${id}`)
    if (status !== 200 || body.contact === undefined) throw new Error(`There is no contact ${id}: ${status}`)
    history.saw(id, sightOf(body.contact), { beganAt, endedAt: performance.now() })
  }
  client.close()
}

/** Sends the requests, and records their effects. */
class Changer {
  readonly counts = { sent: 0, acknowledged: 0 }
  readonly #options: ChangeOptions
  readonly #ids: readonly string[]
  readonly #history: ContactHistory
  /** Added tags that no request has begun to remove. */
  readonly #removable: { id: string; tag: string }[] = []
  #values = 0
  #tags = 0

  constructor(options: ChangeOptions, ids: readonly string[], history: ContactHistory) {
    this.#options = options
    this.#ids = ids
    this.#history = history
  }

  async work(node: Node): Promise<void> {
    const client = new HttpClient(node)
    const send: Send = (method, path, body) => this.#send(client, node, { method, path, body })
    while (this.#options.goesOn(this.counts)) {
      this.counts.sent += 1
      const id = oneOf(this.#ids)
      const dice = Math.random()
      if (dice < 0.15) await this.#look(send, id)
      else if (dice < 0.4 && this.#tags < maxTags) await this.#addTag(send, id)
      else if (dice < 0.6 && this.#removable.length > 0) await this.#removeTag(send)
      else await this.#update(send, id)
    }
    client.close()
  }

  async #look(send: Send, id: string): Promise<void> {
    const { answer, ...span } = await send('GET', `/contacts/${id}`)
    if (answer?.contact) this.#history.saw(id, sightOf(answer.contact), span)
  }

  async #update(send: Send, id: string): Promise<void> {
    const chosen = fieldNames.filter(() => Math.random() < 0.3)
    const names = chosen.length > 0 ? chosen : [oneOf(fieldNames)]
    const values = Object.fromEntries(names.map((name) => [name, this.#newValue()]))
    const { answer, ...span } = await send('PUT', `/contacts/${id}`, values)
    this.#history.wrote(id, values, span)
    if (!answer?.contact) return
    // The response is the contact's state: for fields that were not sent, that is an observation.
    const { fields, tags } = sightOf(answer.contact)
    for (const name of Object.keys(values)) {
      if (fields[name] !== values[name])
        throw new Error(`An update of ${name} was answered with another value.`)
      delete fields[name]
    }
    this.#history.saw(id, { fields, tags }, span)
  }

  async #addTag(send: Send, id: string): Promise<void> {
    this.#tags += 1
    const tag = `tag ${this.#tags}`
    const { answer, ...span } = await send('POST', `/contacts/${id}/tags`, { tags: [tag] })
    this.#history.addedTag(id, tag, span)
    if (!answer?.tags) return
    if (!answer.tags.includes(tag)) throw new Error(`A tag was added, and the answer is without it.`)
    this.#history.saw(id, { fields: {}, tags: answer.tags }, span)
    this.#removable.push({ id, tag })
  }

  async #removeTag(send: Send): Promise<void> {
    const index = Math.floor(Math.random() * this.#removable.length)
    const [{ id, tag }] = this.#removable.splice(index, 1) as [{ id: string; tag: string }]
    const { answer, ...span } = await send('DELETE', `/contacts/${id}/tags`, { tags: [tag] })
    this.#history.removedTag(id, tag, span)
    if (!answer?.tags) return
    if (answer.tags.includes(tag)) throw new Error(`A tag was removed, and the answer is with it.`)
    this.#history.saw(id, { fields: {}, tags: answer.tags }, span)
  }

  #newValue(): string {
    this.#values += 1
    return `value ${this.#values}`
  }

  async #send(client: HttpClient, node: Node, { method, path, body }: Request): Promise<Sent> {
    const beganAt = performance.now()
    const reply = await client.call<Answer>(method, path, body).catch((error: unknown) => {
      if (!this.#options.refused) throw error
      return { status: 0, text: String(error), body: {} as Answer }
    })
    if (reply.status >= 200 && reply.status < 300) {
      this.counts.acknowledged += 1
      return { answer: reply.body, beganAt, endedAt: performance.now() }
    }
    if (!this.#options.refused)
      throw new Error(`${method} ${path} was answered with ${reply.status}: ${reply.text}`)
    await this.#options.refused(reply, node)
    return { answer: undefined, beganAt, endedAt: Infinity }
  }
}

function sightOf(contact: Contact & Record<string, unknown>): Sight & { fields: Record<string, string> } {
  const fields = Object.fromEntries(fieldNames.map((name) => [name, String(contact[name] ?? unset)]))
  return { fields, tags: contact.tags }
}

const oneOf = <T>(list: readonly T[]): T => list[Math.floor(Math.random() * list.length)] as T
