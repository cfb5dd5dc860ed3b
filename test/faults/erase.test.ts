import { existsSync, readFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, it } from 'vitest'
import { runHere } from '../support/command-line.ts'
import { HttpClient } from '../support/http-client.ts'
import { startProgram } from '../support/program.ts'
import { until } from '../support/until.ts'
import { startReceiver } from '../support/webhook-receiver.ts'

/** In the files of a database, in each encoding in which a text can be there. */
function found(file: string, values: readonly string[]): string[] {
  const names = [file, `${file}-wal`].filter((name) => existsSync(name))
  return names.flatMap((name) => {
    const bytes = readFileSync(name)
    const folded = bytes.toString('latin1').toLowerCase()
    return values.flatMap((value) =>
      folded.includes(Buffer.from(value).toString('latin1').toLowerCase()) ? [`${value} in ${name}`] : [],
    )
  })
}

it('BR-780 no byte of an erased person is left in the files of a running server', {
  timeout: 120_000,
}, async () => {
  // It answers with what it was sent, which attempts keep.
  const receiver = await startReceiver({
    answer: (arrival, response) => {
      response.statusCode = 500
      response.end(JSON.stringify(arrival))
      return undefined
    },
  })
  const program = await startProgram({ demo: true, args: ['--webhook-allow-private'] })
  const client = new HttpClient(program)
  const locationId = 've9EPM428h8vShlRW1KT'
  const call = async (method: 'GET' | 'POST' | 'PUT', path: string, body?: object) => {
    const reply = await client.call(method, path, body)
    expect(reply.status, `${method} ${path}: ${JSON.stringify(reply.body)}`).toBeLessThan(300)
    // biome-ignore lint/suspicious/noExplicitAny: the answers of many operations.
    return reply.body as any
  }
  const secret = (what: string) => `zqxj${what}kwvb`
  const values = [
    ...['first', 'last', 'earlier', 'street', 'tag', 'note', 'task', 'custom', 'deal', 'file'].map(secret),
    `${secret('mail')}@example.com`,
    `${secret('additional')}@example.com`,
    '+14155550137',
  ]
  await call('POST', '/_contactd/webhooks', { url: receiver.url })
  const { customFields } = await call('GET', `/locations/${locationId}/customFields`)
  const field = customFields.find(({ dataType }: { dataType: string }) => dataType === 'TEXT')
  const { contact } = await call('POST', '/contacts/', {
    locationId,
    firstName: secret('first'),
    lastName: secret('earlier'),
    email: `${secret('mail')}@example.com`,
    phone: '+14155550137',
    address1: secret('street'),
    tags: [secret('tag'), 'vip'],
    customFields: [{ id: field.id, field_value: secret('custom') }],
  })
  const here = `/contacts/${contact.id}`
  const search = (query: string) => call('POST', '/contacts/search', { locationId, pageLimit: 1, query })
  expect((await search(secret('first'))).total).toBe(1)
  // The index is written after a second without changes; then it has two versions of the person.
  await sleep(2500)
  await call('PUT', here, { lastName: secret('last') })
  await call('PUT', `/_contactd${here}/addresses`, {
    additionalEmails: [`${secret('additional')}@example.com`],
  })
  const file = customFields.find(({ dataType }: { dataType: string }) => dataType === 'FILE_UPLOAD')
  const form = new FormData()
  form.append(`${file.id}_11111111-1111-4111-8111-111111111111`, new Blob([secret('file')]), 'a.txt')
  const uploaded = await fetch(`${program.url}/locations/${locationId}/customFields/upload`, {
    method: 'POST',
    headers: { authorization: `Bearer ${program.token}`, version: '2021-07-28' },
    body: form,
  })
  const [url] = Object.values(((await uploaded.json()) as { uploadedFiles: object }).uploadedFiles)
  const value = { file: { url, meta: { originalname: 'a.txt' } } }
  await call('PUT', here, { customFields: [{ id: file.id, field_value: value }] })
  await call('POST', `${here}/notes`, { body: secret('note') })
  await call('POST', `${here}/tasks`, { title: secret('task'), dueDate: '2030-01-01', completed: false })
  const { pipelines } = await call('GET', `/opportunities/pipelines?locationId=${locationId}`)
  await call('POST', '/opportunities/', {
    pipelineId: pipelines[0].id,
    locationId,
    name: secret('deal'),
    status: 'open',
    contactId: contact.id,
  })
  const opportunities = `/opportunities/search?location_id=${locationId}&q=${secret('first')}`
  expect((await call('GET', opportunities)).opportunities).toHaveLength(1)
  expect((await search(secret('last'))).total).toBe(1)
  await until(() => receiver.arrivals.some(({ id }) => id === contact.id))
  await sleep(2500)
  for (const one of values) expect(found(program.file, [one])).not.toEqual([])

  const run = (...args: string[]) =>
    runHere(['contact', ...args, '--database', `sqlite:${program.file}`], { folder: program.folder })
  const exported = await run('export', contact.id, '--all')
  const base64 = Buffer.from(secret('file')).toString('base64')
  const current = values.filter((one) => one !== secret('earlier') && one !== secret('file'))
  for (const one of [...current, base64]) expect(exported.stdout).toContain(one)
  expect(Object.keys(JSON.parse(exported.stdout))).toContain('deliveries')

  const { code, stdout, stderr } = await run('erase', contact.id, '--json')
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
  expect(JSON.parse(stdout).erased).toMatchObject({ contacts: 1, notes: 1, tasks: 1, opportunities: 1 })
  expect(found(program.file, [...values, contact.id])).toEqual([])

  // The server goes on, and knows the person no more.
  expect((await search(secret('first'))).total).toBe(0)
  expect((await call('GET', opportunities)).opportunities).toEqual([])
  expect((await client.call('GET', here)).status).toBe(400)
  await call('POST', '/contacts/', { locationId, firstName: 'Afterwards' })
  expect((await search('Afterwards')).total).toBe(1)
  await sleep(2500)
  expect(found(program.file, values)).toEqual([])
  client.close()
  expect(await program.stop()).toMatchObject({ code: 0 })
  expect(found(program.file, [...values, contact.id])).toEqual([])
  await receiver.close()
})
