import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { runHere } from '../../../../test/support/command-line.ts'
import { api } from '../../../../test/support/dev-client.ts'
import { runProgram, temporaryFolder } from '../../../../test/support/program.ts'
import { writeSeed } from '../../dev/seed/write-seed.ts'
import { startContactd } from '../../dev/start-contactd.ts'

it('BR-618 writes a seed that contactd dev takes, and replaces none', async () => {
  const cwd = temporaryFolder()
  const file = join(cwd, 'contactd.seed.yaml')
  expect(await runProgram(['init'], { folder: cwd })).toMatchObject({ code: 0, stdout: '' })
  const text = readFileSync(file, 'utf8')
  const [, schema = ''] = /^# yaml-language-server: \$schema=(.*)$/m.exec(text) ?? []
  expect(JSON.parse(readFileSync(schema, 'utf8'))).toMatchObject({ title: 'A seed of contactd' })
  const contactd = await startContactd({ seed: file })
  expect(contactd).toMatchObject({ token: 'pit-acme-denver', contactId: 'ocQHyuzHvuMOe5N5jjXF' })
  const { body } = await api<{ contact: object }>(contactd, 'GET', `/contacts/${contactd.contactId}`)
  expect(body.contact).toMatchObject({ phone: '+18888888888', tags: ['vip'], postalCode: '80202' })
  await contactd.close()

  writeFileSync(file, 'mine')
  expect(await runHere(['init'], { folder: cwd })).toEqual({
    code: 1,
    stdout: '',
    stderr: 'contactd: contactd.seed.yaml exists already: --force replaces it.\n',
  })
  expect(readFileSync(file, 'utf8')).toBe('mine')
  expect(await runHere(['init', '--force'], { folder: cwd })).toMatchObject({ code: 0 })
  expect(readFileSync(file, 'utf8')).toBe(text)
})

it('BR-618 names the schema of the package that is installed, for everyone who has the project', async () => {
  const project = temporaryFolder()
  const folder = join(project, 'test')
  mkdirSync(join(project, 'node_modules/contactd/dist'), { recursive: true })
  mkdirSync(folder)
  writeFileSync(join(project, 'node_modules/contactd/dist/seed.schema.json'), '{}')
  writeSeed(folder, false)
  expect(readFileSync(join(folder, 'contactd.seed.yaml'), 'utf8')).toContain(
    '# yaml-language-server: $schema=../node_modules/contactd/dist/seed.schema.json\n',
  )
  writeSeed(project, false)
  expect(readFileSync(join(project, 'contactd.seed.yaml'), 'utf8')).toContain(
    '$schema=./node_modules/contactd/dist/seed.schema.json\n',
  )
})

it('BR-618 dev and run take its file, and name what is wrong with one', async () => {
  const cwd = temporaryFolder()
  const env = { XDG_STATE_HOME: cwd }
  writeSeed(cwd, false)
  const shown = ['sh', '-c', 'echo "$CONTACTD_LOCATION_ID $CONTACTD_TOKEN"']
  const ran = await runProgram(['run', '--seed', 'contactd.seed.yaml', '--', ...shown], { folder: cwd, env })
  expect(ran).toEqual({ code: 0, stdout: 've9EPM428h8vShlRW1KT pit-acme-denver\n', stderr: '' })
  writeFileSync(join(cwd, 'wrong.yaml'), 'locations:\n  - name: A\n    tag: [a]\n')
  expect(await runHere(['dev', '--port', '0', '--seed', 'wrong.yaml'], { folder: cwd, env })).toEqual({
    code: 1,
    stdout: '',
    stderr: 'contactd: wrong.yaml has a mistake:\nwrong.yaml:3:5 locations.0.property tag should not exist\n',
  })
})
