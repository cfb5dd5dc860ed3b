import { Command, Option } from 'commander'
import { systemClock as clock } from '../lib/clock.ts'
import { randomIds as ids } from '../lib/ids.ts'
import { createUser } from '../locations/create-user.ts'
import { listUsers } from '../locations/user-store.ts'
import type { ReadTx } from '../storage/storage.ts'
import { findLocationOrFail } from './find-or-fail.ts'
import { maxListed, sayIfCut } from './listing.ts'
import { type CommonOptions, databaseOption, jsonOption, withVariable } from './options.ts'
import { printFields, printJson, printTable } from './output.ts'
import { userPasswordCommand } from './user-password-command.ts'
import { type UserView, userView } from './user-view.ts'
import { emailValue, nameValue } from './values.ts'
import { withStorage } from './with-storage.ts'

interface CreateOptions extends CommonOptions {
  location: string
  name: string
  email: string
  owner?: boolean
}

/** `contactd user`: the people whom contacts are assigned to. */
export function userCommand(): Command {
  return new Command('user')
    .description('Makes and lists users, and sets their passwords.')
    .addCommand(createCommand())
    .addCommand(listCommand())
    .addCommand(userPasswordCommand())
    .addHelpText('after', '\nExample:\n  $ contactd user list')
}

function createCommand(): Command {
  return new Command('create')
    .description('Makes a user of a location.')
    .addOption(
      withVariable(
        new Option('--location <id>', 'the location that the user works in').makeOptionMandatory(),
      ),
    )
    .addOption(
      withVariable(
        new Option('--name <text>', 'the name of the user').makeOptionMandatory().argParser(nameValue),
      ),
    )
    .addOption(
      withVariable(
        new Option('--email <address>', 'the email address of the user, not taken by another')
          .makeOptionMandatory()
          .argParser(emailValue),
      ),
    )
    .addOption(withVariable(new Option('--owner', 'make the user an admin of the whole company')))
    .addOption(databaseOption())
    .addOption(jsonOption())
    .addHelpText(
      'after',
      '\nExample:\n  $ contactd user create --location ve9EPM428h8vShlRW1KT --name "Ada Abbott" --email ada@example.com',
    )
    .action(create)
}

async function create(options: CreateOptions): Promise<void> {
  const { location, name, email, owner = false } = options
  const user = await withStorage(options, (storage) =>
    storage.write(async (tx) => {
      const { id: locationId } = await findLocationOrFail(tx, location)
      return userView(tx, await createUser(tx, { clock, ids }, { locationId, name, email, owner }))
    }),
  )
  if (options.json) printJson(user)
  else printFields({ ...user, locationIds: user.locationIds.join(',') })
}

function listCommand(): Command {
  return new Command('list')
    .description('Lists the users, with the locations they work in.')
    .addOption(databaseOption())
    .addOption(jsonOption())
    .addHelpText('after', '\nExample:\n  $ contactd user list --json')
    .action(list)
}

async function list(options: CommonOptions): Promise<void> {
  const users = await withStorage(options, (storage) => storage.read(usersOf))
  sayIfCut(users)
  if (options.json) return printJson(users)
  printTable(
    ['ID', 'NAME', 'EMAIL', 'ROLE', 'TYPE', 'COMPANY', 'LOCATIONS'],
    users.map((user) => [
      user.id,
      user.name,
      user.email,
      user.role,
      user.type,
      user.companyId,
      user.locationIds.join(','),
    ]),
  )
}

async function usersOf(tx: ReadTx): Promise<UserView[]> {
  const users = []
  for (const row of await tx.all(listUsers, { limit: maxListed })) users.push(await userView(tx, row))
  return users
}
