import { Type } from 'typebox'
import { pathId } from '../http/operation.ts'

export const installationParams = Type.Object({
  installationId: pathId('The id of the installation.', 'Wq3nTz8vKx1RpYb6LdJs'),
})

const instant = (description: string) => Type.String({ description, example: '2026-01-31T12:00:00.000Z' })

const installation = Type.Object({
  id: Type.String({ example: 'Wq3nTz8vKx1RpYb6LdJs' }),
  companyId: Type.String({ example: '5DP4iH6HLkQsiKESj6rh' }),
  locationId: Type.Optional(
    Type.String({
      description: 'Missing where the app is installed in the whole company.',
      example: 've9EPM428h8vShlRW1KT',
    }),
  ),
  userId: Type.Optional(Type.String({ description: 'Who installed it.', example: 'y0BeYjuRIlDwsDcOHOJo' })),
  dateAdded: instant('Time of the installation.'),
})

const app = Type.Object({
  clientId: Type.String({
    description: 'The id of the app as an OAuth client.',
    example: '6578278e879ad2646715ba9c-lq1nj8zs',
  }),
  name: Type.String({ example: 'CRM' }),
  redirectUris: Type.Array(Type.String(), {
    description: 'Where people may be sent after the installation.',
    example: ['https://example.com/callback'],
  }),
  scopes: Type.Array(Type.String(), {
    description: 'What it may ask for.',
    example: ['contacts.readonly'],
  }),
  webhookUrl: Type.Optional(
    Type.String({ description: 'Where its events are sent.', example: 'https://example.com/events' }),
  ),
  dateAdded: instant('Time of its registration.'),
  installations: Type.Array(installation, { description: 'Oldest first, at most 1,000.' }),
})

export const installedAppAnswers = {
  list: Type.Object({ apps: Type.Array(app, { description: 'Oldest first, at most 1,000.' }) }),
  uninstalled: Type.Object({ succeeded: Type.Boolean({ example: true }) }),
}
