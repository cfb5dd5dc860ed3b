/**
 * What a header is looked up by: without case, punctuation and the additions of Shopify and Stripe, and with `email`
 * in one word. `E-mail 1 - Value` → `email 1 value`, `firstName` → `first name`.
 */
export const headerKey = (header: string): string =>
  header
    .normalize('NFKC')
    .replace(/\((customer\.metafields[^)]*|metadata)\)/g, '')
    .replace(/(\p{Ll})(\p{Lu})/gu, '$1 $2')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\p{M}]+/gu, ' ')
    .replace(/\be mail\b/g, 'email')
    .replace(/([a-z])(\d)/g, '$1 $2')
    .trim()
