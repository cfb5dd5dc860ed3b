/**
 * Path segments that HighLevel has and contactd does not, or that clients often guess: the log of a 404 may contain
 * them, so that it shows what a client wanted.
 */
export const otherPathWords: readonly string[] = [
  ...['v1', 'v2', 'v3', 'api', 'rest', 'hooks', 'webhooks', 'graphql', 'health', 'status', 'favicon.ico'],
  ...[
    'contact',
    'lookup',
    'search',
    'list',
    'all',
    'bulk',
    'upsert',
    'merge',
    'import',
    'export',
    'by',
    'count',
  ],
  ...['location', 'user', 'company', 'companies', 'business', 'agency', 'snapshots', 'saas', 'saas-api'],
  ...['opportunities', 'opportunity', 'pipelines', 'stages', 'status', 'followers', 'lost-reason'],
  ...[
    'conversations',
    'conversation',
    'messages',
    'message',
    'email',
    'emails',
    'sms',
    'inbound',
    'outbound',
  ],
  ...['calendars', 'calendar', 'events', 'event', 'slots', 'free-slots', 'block-slots', 'groups', 'services'],
  ...['forms', 'form', 'submissions', 'surveys', 'survey', 'funnels', 'funnel', 'pages', 'blogs', 'courses'],
  ...['customValues', 'custom-values', 'customField', 'custom_fields', 'customfields', 'objects', 'records'],
  ...['associations', 'relations', 'schemas', 'templates', 'template', 'medias', 'media', 'files', 'links'],
  ...['tags', 'tag', 'tasks', 'task', 'notes', 'note', 'campaign', 'workflow', 'workflows', 'triggers'],
  ...['payments', 'invoices', 'invoice', 'orders', 'products', 'prices', 'transactions', 'subscriptions'],
  ...['proposals', 'documents', 'social-media-posting', 'phone-system', 'voice-ai', 'store', 'marketplace'],
]
