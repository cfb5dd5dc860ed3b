import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'

/** Builds the console into `console/dist`, which `npm run build` compresses into the server's package. */
export default defineConfig({
  base: '/console/',
  plugins: [react()],
  // For development: `npx vite console` while a server runs.
  server: {
    proxy: Object.fromEntries(
      ['/_contactd', '/contacts', '/locations', '/users', '/opportunities', '/openapi.json'].map((path) => [
        path,
        'http://127.0.0.1:4455',
      ]),
    ),
  },
  build: {
    target: 'es2023',
    modulePreload: { polyfill: false },
    // Inlined files would need a laxer content policy.
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 1000,
  },
})
