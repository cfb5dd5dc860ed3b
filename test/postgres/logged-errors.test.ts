import { afterAll, beforeAll, expect, it } from 'vitest'
import { demoIds } from '../../server/src/demo/demo-ids.ts'
import { HttpClient } from '../support/http-client.ts'
import { createDatabase, execute, type TestDatabase } from '../support/postgres/databases.ts'
import { startProgram } from '../support/program.ts'

let database: TestDatabase
beforeAll(async () => {
  database = await createDatabase()
})
afterAll(() => database.drop())

it('the values in PostgreSQL’s error about a refused row are not logged (BR-161)', async () => {
  const program = await startProgram({ demo: true, args: ['--database', database.url] })
  await execute(
    database.url,
    `CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
       RAISE EXCEPTION 'refused for a test' USING ERRCODE = '23505', DETAIL = NEW.document, TABLE = 'contacts';
     END $$;
     CREATE TRIGGER refuses BEFORE UPDATE ON contacts FOR EACH ROW EXECUTE FUNCTION refuse()`,
  )
  const client = new HttpClient(program)
  const path = `/contacts/${demoIds.guideContact}`
  expect(await client.call('PUT', path, { city: 'Canary Wharf' })).toMatchObject({ status: 500 })
  client.close()
  await program.stop()
  expect(program.stderr()).toContain('refused for a test')
  expect(program.stderr()).not.toContain('Canary')
})
