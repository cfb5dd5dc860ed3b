import { beforeAll, expect, test } from 'vitest'
import { CommandLine } from '../../../../test/support/command-line.ts'

const contactd = new CommandLine()
let locationId: string
beforeAll(async () => {
  locationId = (await contactd.location()).id
})

test('BR-503 creates and lists lost reasons, as the API does', async () => {
  const made = await contactd.json(
    ...['lost-reason', 'create', '--location', locationId, '--name', 'Too expensive'],
  )
  const instant = expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/)
  expect(made).toEqual({
    id: expect.stringMatching(/^[A-Za-z0-9]{20}$/),
    name: 'Too expensive',
    locationId,
    updatedAt: instant,
    createdAt: instant,
  })
  const list = ['lost-reason', 'list', '--location', locationId]
  expect(await contactd.json(...list)).toEqual([made])
  expect((await contactd.run(list)).stdout).toMatch(/^ID +NAME +ADDED\n\w{20} {2}Too expensive {2}.*\n$/)
})

test('BR-503 refuses an unknown location', async () => {
  const { code, stdout, stderr } = await contactd.run(['lost-reason', 'list', '--location', 'no'])
  expect({ code, stdout }).toEqual({ code: 1, stdout: '' })
  expect(stderr).toContain('The location no does not exist.')
})
