import { Command, Option } from 'commander'
import { createUser } from '../../api/users/create-user.ts'
import { recordNewUser } from '../../api/users/user-events.ts'
import { listUsers } from '../../api/users/user-store.ts'
import { systemClock as clock } from '../../lib/clock.ts'
import { randomIds as ids } from '../../lib/ids.ts'
import { removeUser } from '../../lifecycle/delete-user.ts'
import type { ReadTx } from '../../storage/storage.ts'
import { emailValue, nameValue } from '../argument-parsers.ts'
import { findLocationOrFail, findUserByEmailOrFail, findUserOrFail } from '../find-or-fail.ts'
import { maxListed, sayIfCut } from '../list-limit.ts'
import { type CommonOptions, databaseOption, jsonOption, withVariable } from '../options.ts'
import { printFields, printJson, printTable } from '../output.ts'
import { type UserView, userView } from '../user-view.ts'
import { readDatabase, withStorage } from '../with-storage.ts'
import { companyOfUserOption, userPasswordCommand } from './user-password.ts'

interface CreateOptions extends CommonOptions {
  location: string
  name: string
  email: string
  owner?: boolean
  role?: 'admin' | 'user'
}

/** `contactd user`: the people that contacts are assigned to. */
export function userCommand(): Command {
  return new Command('user')
    .description('Creates, lists and deletes users, and sets their passwords.')
    .addCommand(createCommand())
    .addCommand(listCommand())
    .addCommand(userPasswordCommand())
    .addCommand(deleteCommand())
    .addHelpText('after', '\nExample:\n  $ contactd user list')
}

function createCommand(): Command {
  return new Command('create')
    .description('Creates a user of a location.')
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
        new Option('--email <email>', 'the email address of the user, unique in the company')
          .makeOptionMandatory()
          .argParser(emailValue),
      ),
    )
    .addOption(
      withVariable(new Option('--owner', 'make the user an admin of the whole company').conflicts('role')),
    )
    .addOption(
      withVariable(
        new Option('--role <role>', 'the role in the location').choices(['admin', 'user']).default('user'),
      ),
    )
    .addOption(databaseOption('writes'))
    .addOption(jsonOption())
    .addHelpText(
      'after',
      '\nExample:\n  $ contactd user create --location ve9EPM428h8vShlRW1KT --name "Ada Abbott" --email ada@example.com',
    )
    .action(create)
}

async function create(options: CreateOptions): Promise<void> {
  const { location, name, email, owner = false, role } = options
  const user = await withStorage(options, (storage) =>
    storage.write(async (tx) => {
      const { id: locationId } = await findLocationOrFail(tx, location)
      const row = await createUser(tx, { clock, ids }, { locationId, name, email, owner, role })
      await recordNewUser(tx, { clock, ids }, { row, profile: {}, locationIds: [locationId] })
      return userView(tx, row)
    }, 'database'),
  )
  printUser(user, options)
}

function listCommand(): Command {
  return new Command('list')
    .description('Lists the users, with the locations they work in.')
    .addOption(databaseOption('reads'))
    .addOption(jsonOption())
    .addHelpText('after', '\nExample:\n  $ contactd user list --json')
    .action(list)
}

async function list(options: CommonOptions): Promise<void> {
  const users = await readDatabase(options, usersOf)
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

function deleteCommand(): Command {
  return new Command('delete')
    .description('Deletes a user, and signs them out. Their contacts stay assigned, their apps installed.')
    .argument('<user>', 'the id of the user (see `user list`) or the email address')
    .addOption(companyOfUserOption())
    .addOption(databaseOption('writes'))
    .addOption(jsonOption())
    .addHelpText('after', '\nExample:\n  $ contactd user delete y0BeYjuRIlDwsDcOHOJo')
    .action(remove)
}

async function remove(named: string, options: CommonOptions & { company?: string }): Promise<void> {
  const user = await withStorage(options, (storage) =>
    storage.write(async (tx) => {
      const row = named.includes('@')
        ? await findUserByEmailOrFail(tx, named, options.company)
        : await findUserOrFail(tx, named)
      const view = await userView(tx, row)
      await removeUser(tx, { clock, ids }, row.id)
      return view
    }, 'database'),
  )
  printUser(user, options)
}

function printUser(user: UserView, { json }: CommonOptions): void {
  if (json) printJson(user)
  else printFields({ ...user, locationIds: user.locationIds.join(',') })
}

async function usersOf(tx: ReadTx): Promise<UserView[]> {
  const users = []
  for (const row of await tx.all(listUsers, { limit: maxListed })) users.push(await userView(tx, row))
  return users
}
