import { setNonce } from 'get-nonce'
import { createRoot } from 'react-dom/client'
import '@mantine/core/styles.css'
import './style.css'
import { App } from './app.tsx'
import { styleNonce } from './style-nonce.ts'

// What locks the scrolling under a dialog adds a style of its own.
setNonce(styleNonce)

const root = document.querySelector('#root')
if (root) createRoot(root).render(<App />)
