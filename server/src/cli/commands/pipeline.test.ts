import { beforeAll, expect, test } from 'vitest'
import { CommandLine } from '../../../../test/support/command-line.ts'

const contactd = new CommandLine()
let create: string[]
let list: string[]
beforeAll(async () => {
  const { id } = await contactd.location()
  create = ['pipeline', 'create', '--location', id]
  list = ['pipeline', 'list', '--location', id]
})

const stage = (name: string) => ({ id: expect.stringMatching(/^[0-9a-f-]{36}$/), name })

test('BR-503 creates and lists pipelines with their stages', async () => {
  const made = await contactd.json(...create, '--name', ' Sales ', '--stages', 'New, Offer ,Won')
  expect(made).toEqual({
    id: expect.stringMatching(/^[A-Za-z0-9]{20}$/),
    name: 'Sales',
    stages: [stage('New'), stage('Offer'), stage('Won')],
  })
  const printed = await contactd.run([...create, '--name', 'Support', '--stages', 'Open'])
  expect(printed.stdout).toMatch(/^id +\w{20}\nname +Support\nstages +Open \([0-9a-f-]{36}\)\n$/)
  expect(await contactd.json(...list)).toEqual([
    made,
    { id: expect.any(String), name: 'Support', stages: [stage('Open')] },
  ])
  expect((await contactd.run(list)).stdout).toMatch(
    /^ID +NAME +STAGES\n\w{20} {2}Sales {4}New \(.*\), Offer \(.*\), Won \(.*\)\n\w{20} {2}Support {2}Open \(.*\)\n$/,
  )
})

test.each([
  [['--name', 'X'], "required option '--stages <list>' not specified"],
  [['--stages', 'X'], "required option '--name <text>' not specified"],
  [['--name', 'X', '--stages', ' , '], 'It must not be empty.'],
  [['--name', 'X', '--stages', 'x'.repeat(256)], 'It must not be longer than 255 characters.'],
  [
    ['--name', 'X', '--stages', Array.from({ length: 101 }, (_, n) => n).join()],
    'A pipeline has at most 100 stages.',
  ],
])('BR-503 %j is a usage error', async (args, sentence) => {
  const { code, stdout, stderr } = await contactd.run([...create, ...args])
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
  expect(stderr).toContain(sentence)
})
