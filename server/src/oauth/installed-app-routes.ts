import { principalOf } from '../auth/authorization.ts'
import { accessOf } from '../auth/operation-scopes.ts'
import { operation } from '../http/operation.ts'
import type { Pipeline } from '../http/pipeline.ts'
import { installationParams, installedAppAnswers } from './installed-app-schemas.ts'
import { listInstalledApps, uninstallInstalledApp } from './installed-apps.ts'
import type { OAuthContext } from './oauth-context.ts'

const tag = 'contactd'

const listOperation = operation({
  ...accessOf('list-installed-apps'),
  summary: 'List Installed Apps',
  description: 'Lists the apps that are installed in the location or in the company, and where.',
  tag,
  answer: { status: 200, description: 'The apps, without their secrets.', schema: installedAppAnswers.list },
  refusals: [],
})

const uninstallOperation = operation({
  ...accessOf('uninstall-app'),
  summary: 'Uninstall App',
  description: 'Uninstalls an app from one place: its tokens are refused there from the next request on.',
  tag,
  params: installationParams,
  answer: { status: 200, description: 'Uninstalled.', schema: installedAppAnswers.uninstalled },
  refusals: ['installationNotFound'],
})

/** contactd's own: the installed apps, for owners who are signed in. Authorization runs before it. */
export function registerInstalledAppRoutes(pipeline: Pipeline, context: OAuthContext): void {
  pipeline.get('/_contactd/apps', listOperation, async (request) => ({
    apps: await listInstalledApps(context, principalOf(request)),
  }))

  pipeline.delete('/_contactd/apps/installations/:installationId', uninstallOperation, async (request) => {
    await uninstallInstalledApp(context, principalOf(request), request.params.installationId)
    return { succeeded: true }
  })
}
