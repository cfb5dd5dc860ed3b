import { Command } from 'commander'
import { hashPassword } from '../auth/password.ts'
import { systemClock as clock } from '../lib/clock.ts'
import { randomIds as ids } from '../lib/ids.ts'
import { findUserByEmail, type UserRow } from '../locations/user-store.ts'
import { changePassword } from '../oauth/sign-in-password.ts'
import type { ReadTx } from '../storage/storage.ts'
import { Failure } from './failure.ts'
import { type CommonOptions, databaseOption, jsonOption } from './options.ts'
import { printJson, say } from './output.ts'
import { readPassword } from './read-password.ts'
import { userView } from './user-view.ts'
import { withStorage } from './with-storage.ts'

/** `contactd user password`. */
export function userPasswordCommand(): Command {
  return new Command('password')
    .description(
      'Sets the password of a user, and signs them out: asks for it on a terminal, reads one line from stdin otherwise.',
    )
    .argument('<email>', 'the email address of the user')
    .addOption(databaseOption())
    .addOption(jsonOption())
    .addHelpText('after', '\nExample:\n  $ contactd user password ada@example.com < password.txt')
    .action(setPassword)
}

async function setPassword(email: string, options: CommonOptions): Promise<void> {
  const emailLowerCase = email.trim().toLowerCase()
  // Asked first, so that nobody types a password twice for a user who isn't there; asked again when it counts.
  await withStorage(options, (storage) => storage.read((tx) => findUserOrFail(tx, emailLowerCase)))
  const passwordHash = await hashPassword(await readPassword(), ids)
  const user = await withStorage(options, (storage) =>
    storage.write(async (tx) => {
      const row = await findUserOrFail(tx, emailLowerCase)
      await changePassword(tx, { clock, ids }, row, passwordHash)
      return userView(tx, row)
    }),
  )
  if (options.json) printJson(user)
  else say(`The password of ${user.email} is set.`)
}

async function findUserOrFail(tx: ReadTx, emailLowerCase: string): Promise<UserRow> {
  const user = await tx.get(findUserByEmail, { emailLowerCase })
  if (!user) {
    throw new Failure(
      `There is no user with the email ${emailLowerCase}. \`contactd user list\` shows the ones there are.`,
    )
  }
  return user
}
